import type { DocumentSnapshot } from '../document.ts';
import type { Route } from '../routing/route.ts';
import { type Candidate, matchAt } from './candidate.ts';
import type { CandidateStore } from './candidate-store.ts';

/** Below this a draft would be taken back too often. */
const leastConfidence = 0.8;
/** A model that answers sooner needs nobody to stand in. */
const worthwhileTtftMs = 150;

/** Whether the embedded engine's word is shown until the model's own is there. */
export function wantsDraft(isOn: boolean, route: Route, canCorrect: boolean): boolean {
  return isOn && canCorrect && route.kind === 'model' && route.expectedTtftMs > worthwhileTtftMs;
}

export function isConfident(confidence: number): boolean {
  return confidence >= leastConfidence;
}

/** Drops the drafts that a model's stream contradicts at a place. */
export function dropContradicted(
  candidates: CandidateStore,
  model: Candidate,
  { document, offset }: { readonly document: DocumentSnapshot; readonly offset: number },
): void {
  for (const draft of candidates.of(document.uri)) {
    const isContradicted = draft.source === 'draft' && verify(draft, model, document, offset) === 'contradicts';
    if (isContradicted) candidates.remove(draft);
  }
}

/**
 * What a model's stream says of a draft at a place: as long as one is a start of the other, they agree; `undecided`
 * while too little has come.
 */
export function verify(
  draft: Candidate,
  model: Candidate,
  document: DocumentSnapshot,
  offset: number,
): 'agrees' | 'contradicts' | 'undecided' {
  const drafted = matchAt(draft, document, offset);
  const said = matchAt(model, document, offset);
  if (drafted === undefined || said === undefined || said.isAhead || drafted.isAhead) return 'undecided';
  if (model.state === 'failed') return 'undecided';
  if (said.remainder.startsWith(drafted.remainder)) return 'agrees';
  if (drafted.remainder.startsWith(said.remainder)) return model.state === 'done' ? 'contradicts' : 'undecided';
  return 'contradicts';
}
