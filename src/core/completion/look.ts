import type { DocumentSnapshot } from '../document.ts';
import { type Candidate, type Match, matchAt } from './candidate.ts';
import type { FilterReason } from './outcome.ts';
import { paintableUntil } from './progress.ts';
import { type Item, type WidgetSelection, makeItem } from './suggestion.ts';

/** What there is for a place, without asking anybody. */
export type Found =
  | { readonly kind: 'item'; readonly candidate: Candidate; readonly item: Item; readonly until: number }
  /** A stream that agrees with what was typed has nothing to show yet. */
  | { readonly kind: 'stream'; readonly candidate: Candidate }
  /** It was asked for already: asking again would say the same. */
  | { readonly kind: 'nothing'; readonly candidate: Candidate; readonly reason: FilterReason }
  | { readonly kind: 'unknown' };

/** What one sees: up to where of which candidate, and as text. */
interface OnScreen {
  readonly candidate: Candidate;
  readonly until: number;
  readonly remainder: string;
}

export interface LookQuestion {
  readonly document: DocumentSnapshot;
  readonly offset: number;
  readonly selection?: WidgetSelection | undefined;
  /** The shown one first, then the newest. */
  readonly candidates: readonly Candidate[];
  readonly shown: OnScreen | undefined;
  /** A text of this length is likely right throughout. */
  readonly likelyLength: number;
  readonly isUrgent: boolean;
  /** Made by hand: an Escape before it doesn't count. */
  readonly isExplicit: boolean;
  /** More than what was asked for before is welcome: what comes after a line that is finished. */
  readonly wantsMore: boolean;
}

/** Looks through what is on screen, cached and in flight for what fits a place: the first three steps' one look-up. */
export function lookAt(question: LookQuestion): Found {
  let behind: Found | undefined;
  let stream: Found | undefined;
  let nothing: Found | undefined;
  for (const candidate of question.candidates) {
    const match = matchAt(candidate, question.document, question.offset);
    if (match === undefined || !serves(candidate, match)) continue;
    const found = judge(candidate, match, question);
    // A place that a candidate was asked for, or that its text has reached, comes before one that was deleted back to.
    if (found.kind === 'item' && match.typed >= 0) return found;
    if (found.kind === 'item') behind ??= found;
    if (found.kind === 'stream') stream ??= found;
    if (found.kind === 'nothing') nothing ??= found;
  }
  return behind ?? stream ?? nothing ?? { kind: 'unknown' };
}

/** Whether a match before the anchor counts: only on the anchor's own line, and not for what follows an acceptance. */
function serves(candidate: Candidate, { typed, remainder }: Match): boolean {
  if (typed >= 0) return true;
  if (candidate.source === 'speculation' || candidate.text === '') return false;
  return !remainder.slice(0, -typed).includes('\n');
}

function judge(candidate: Candidate, match: Match, question: LookQuestion): Found {
  const { document, offset, selection, shown, isExplicit, likelyLength, isUrgent } = question;
  const isStreaming = candidate.state === 'streaming';
  if (candidate.isRejected && !isExplicit) {
    return match.isAhead ? { kind: 'unknown' } : { kind: 'nothing', candidate, reason: 'rejected-before' };
  }
  if (match.isAhead) {
    // Further ahead than it is likely right: it may go on, but another is asked beside it.
    const isWorthWaiting = match.typed - candidate.text.length <= likelyLength;
    return isStreaming && isWorthWaiting ? { kind: 'stream', candidate } : { kind: 'unknown' };
  }
  const until = paintableUntil(candidate, {
    typed: Math.max(0, match.typed),
    shownUntil: shownUntil(candidate, match, shown),
    // The embedded engine stops by itself where it is no longer sure.
    likelyLength: candidate.origin === 'embedded' || isExplicit ? Infinity : likelyLength,
    isUrgent,
    isInWord: /[\p{L}\p{N}_$]$/u.test(document.text.slice(Math.max(0, offset - 1), offset)),
  });
  if (until > match.typed && candidate.text !== '') {
    const text = match.remainder.slice(0, until - match.typed);
    const selected = withSelection(document, offset, text, selection);
    const item = typeof selected === 'string' ? makeItem(document, offset, selected, selection) : undefined;
    if (item !== undefined && typeof item !== 'string') return { kind: 'item', candidate, item, until };
    const reason = item ?? 'does-not-extend-selection';
    if (!isStreaming) return { kind: 'nothing', candidate, reason };
  }
  if (isStreaming) return { kind: 'stream', candidate };
  const isAtEnd = match.typed === candidate.text.length;
  const isSettled = isAtEnd && (candidate.endsLine || candidate.text === '') && candidate.state === 'done';
  return isSettled && !question.wantsMore
    ? { kind: 'nothing', candidate, reason: candidate.verdict ?? 'empty' }
    : { kind: 'unknown' };
}

/** How far a candidate is on screen, be it that another, a draft, says the same there. */
function shownUntil(candidate: Candidate, { typed, remainder }: Match, shown: OnScreen | undefined): number {
  if (shown === undefined) return 0;
  if (shown.candidate === candidate) return shown.until;
  return remainder.startsWith(shown.remainder) ? typed + shown.remainder.length : 0;
}

/**
 * With the suggest widget open, what would follow its selected item: the text after the part that the item would
 * insert itself. Undefined where the text isn't how the item goes on.
 */
function withSelection(
  document: DocumentSnapshot,
  offset: number,
  text: string,
  selection: WidgetSelection | undefined,
): string | undefined {
  if (selection === undefined) return text;
  const typed = document.text.slice(document.offsetAt(selection.range.start), offset);
  if (!selection.text.startsWith(typed)) return undefined;
  const missing = selection.text.slice(typed.length);
  return text.startsWith(missing) && text.length > missing.length ? text.slice(missing.length) : undefined;
}
