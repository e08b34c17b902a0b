import type { Route } from '../routing/route.ts';
import type { CompletionAnswer } from './api.ts';
import { originOf } from './asking.ts';
import { lackingClosers } from './auto-closed.ts';
import { type Candidate, matchAt } from './candidate.ts';
import type { CandidateStore } from './candidate-store.ts';
import type { Decision } from './decision.ts';
import type { DecisionLog } from './decision-log.ts';
import type { Lifecycle } from './lifecycle.ts';
import { type Found, lookAt } from './look.ts';
import type { AnswerOrigin, Outcome, Suggestion, SuggestionId } from './outcome.ts';
import type { SessionPorts } from './ports.ts';
import type { Reach } from './reach.ts';
import type { Refresher } from './refresher.ts';
import { type Visit, askingAt } from './visit.ts';

/**
 * Text is shown as far as it is right throughout with this chance. In the replay (40 ms, twelve runs) 0.62, 0.64,
 * 0.66 and 0.68 are right after 68, 69, 70 and 71 % of the keys, and save 35.9, 35.3, 34.8 and 34.4 % of the characters.
 */
const likelyChance = 0.65;

/** Shorter than this a cut would only make one look more often. */
const worthLooking = 12;

export type FoundItem = Extract<Found, { kind: 'item' }>;

/** What the editor is told to show, at once or later, and the record of it. */
export class Screen {
  readonly #ports: SessionPorts;
  readonly #candidates: CandidateStore;
  readonly #lifecycle: Lifecycle;
  readonly #refresher: Refresher;
  readonly #decisions: DecisionLog;
  readonly #reach: Reach;

  constructor(parts: {
    readonly ports: SessionPorts;
    readonly candidates: CandidateStore;
    readonly lifecycle: Lifecycle;
    readonly refresher: Refresher;
    readonly decisions: DecisionLog;
    readonly reach: Reach;
  }) {
    this.#ports = parts.ports;
    this.#candidates = parts.candidates;
    this.#lifecycle = parts.lifecycle;
    this.#refresher = parts.refresher;
    this.#decisions = parts.decisions;
    this.#reach = parts.reach;
  }

  /** A text of this length is likely right throughout. */
  get likelyLength(): number {
    return Math.max(worthLooking, this.#reach.lengthAt(likelyChance));
  }

  /** What there is for a call's place: on screen, cached, in flight. */
  look(visit: Visit, route: Route, mayBePart: boolean): Found {
    // Half a line that may not grow would stay half: its whole comes late instead.
    const isUrgent = mayBePart && (this.#ports.settings().growInPlace || !this.#refresher.isPossible);
    const found = this.#look(visit, route, isUrgent, () => true);
    if (found.kind !== 'item' || found.candidate.source === 'draft') return found;
    if (found.candidate.source === 'embedded') return this.#longest(found, visit, route);
    // As long as the model's stream says the same, a longer draft stays.
    const drafted = this.#look(visit, route, isUrgent, ({ source }) => source === 'draft');
    const stays = drafted.kind === 'item' && drafted.item.remainder.startsWith(found.item.remainder);
    return stays && found.candidate.state === 'streaming' ? drafted : found;
  }

  /** The embedded engine, asked again as one types, may be sure of more: the longest that goes on as what is found. */
  #longest(found: FoundItem, visit: Visit, route: Route): Found {
    const { candidate, item } = found;
    const other = this.#look(visit, route, true, (one) => one.source === 'embedded' && one !== candidate);
    return other.kind === 'item' && other.item.remainder.startsWith(item.remainder) ? other : found;
  }

  #look(visit: Visit, route: Route, isUrgent: boolean, isWanted: (candidate: Candidate) => boolean): Found {
    const { call, document, offset } = visit;
    const { shown } = this.#lifecycle;
    const origin = originOf(route);
    const isExplicit = visit.isByHand;
    // Where no model is asked any more, what one has said before still counts; and what is on screen stays.
    const counts = (candidate: Candidate): boolean =>
      route.kind !== 'model' ||
      candidate.origin === origin ||
      candidate.answeredBy === origin ||
      candidate.origin === 'embedded' ||
      candidate === shown?.candidate;
    const candidates = this.#candidates
      .of(document.uri)
      .filter((candidate) => counts(candidate) && isWanted(candidate))
      .toSorted((a, b) => rank(b, shown?.candidate) - rank(a, shown?.candidate));
    return lookAt({
      document,
      offset,
      selection: call.selectedItem,
      candidates,
      shown,
      likelyLength: this.likelyLength,
      isUrgent,
      isExplicit,
      wantsMore: isExplicit || visit.reason === 'after-accept',
    });
  }

  /** Whether what is found is already on screen. */
  isOnScreen(candidate: Candidate): boolean {
    return this.#lifecycle.shown?.candidate === candidate;
  }

  answerItem(visit: Visit, found: FoundItem, from: AnswerOrigin): CompletionAnswer {
    const { candidate, item, until } = found;
    const { document, offset } = visit;
    visit.remainder = item.remainder;
    visit.isDraft = candidate.source === 'draft';
    const id = this.#lifecycle.show(candidate, until, item.remainder, document, offset);
    const suggestion: Suggestion = { id, ...item, provider: candidate.provider };
    return this.#settle(visit, [suggestion, ...closedForms(visit, suggestion)], { kind: 'shown', from }, candidate);
  }

  answerNothing(visit: Visit, outcome: Outcome): CompletionAnswer {
    this.#lifecycle.clear();
    return this.#settle(visit, [], outcome, undefined);
  }

  /** Others that fit an explicit request's place, for the editor's "next suggestion". */
  alternatives(visit: Visit, route: Route, first: FoundItem, id: SuggestionId): readonly Suggestion[] {
    const seen = new Set([first.item.text]);
    const tried = new Set([first.candidate]);
    const others: FoundItem[] = [];
    for (;;) {
      const found = this.#look(visit, route, true, (candidate) => !tried.has(candidate));
      if (found.kind !== 'item') break;
      tried.add(found.candidate);
      if (seen.has(found.item.text)) continue;
      seen.add(found.item.text);
      others.push(found);
    }
    const { document, offset } = visit;
    this.#lifecycle.offerBeside(
      others.map(({ candidate, until, item: { remainder } }) => ({
        ...{ candidate, until, remainder },
        typed: matchAt(candidate, document, offset)?.typed ?? 0,
      })),
    );
    return others.map(({ candidate, item }) => ({ id, ...item, provider: candidate.provider }));
  }

  /**
   * Has the editor ask again where an answered call's place now has something better: text where there was nothing,
   * more of the shown text, or the model's own instead of a draft that it contradicts.
   */
  growLater(visit: Visit, lastKeyAt: number, isCurrent: () => boolean): void {
    if (!this.#refresher.isPossible || !this.#isBetterThere(visit)) return;
    const { document, call } = visit;
    const isEmpty = visit.remainder === '';
    const place = { uri: document.uri, version: document.version, position: call.position, isEmpty };
    this.#refresher.request(place, lastKeyAt, () => isCurrent() && this.#isBetterThere(visit));
  }

  /** Records what happened after a call was answered. */
  note(visit: Visit, outcome: Outcome): void {
    this.#record(visit, outcome, undefined);
  }

  #isBetterThere(visit: Visit): boolean {
    const settings = this.#ports.settings();
    const route = this.#ports.router.route(askingAt(visit));
    const found = this.look(visit, route, visit.remainder === '');
    if (found.kind !== 'item') return visit.isDraft && found.kind === 'nothing';
    const { remainder } = found.item;
    if (remainder === visit.remainder) return false;
    if (visit.remainder === '') return true;
    if (remainder.startsWith(visit.remainder)) return settings.growInPlace || visit.isDraft;
    return visit.isDraft && found.candidate.source !== 'draft';
  }

  #settle(
    visit: Visit,
    suggestions: readonly Suggestion[],
    outcome: Outcome,
    candidate: Candidate | undefined,
  ): CompletionAnswer {
    const answer = { suggestions, outcome };
    visit.held?.settle(answer);
    this.#record(visit, outcome, candidate);
    return answer;
  }

  #record(visit: Visit, outcome: Outcome, candidate: Candidate | undefined): void {
    const { clock } = this.#ports.host;
    const { document, call } = visit;
    const decision: Decision = {
      id: this.#decisions.nextId(),
      at: clock.now(),
      languageId: document.languageId,
      documentVersion: document.version,
      line: call.position.line,
      character: call.position.character,
      trigger: visit.kind,
      triggerReason: visit.reason,
      outcome,
      provider: candidate?.provider,
      debounce: visit.debounce,
      totalMs: clock.monotonicMs() - visit.startedAt,
      requestMs: visit.requestMs,
      waitMs: visit.waitMs,
      ttftMs: candidate?.ttftMs,
      shownCharacters: visit.remainder.length,
      shownLines: visit.remainder === '' ? 0 : visit.remainder.split('\n').length,
      contextTokens: candidate?.contextTokens,
      shapedBy: candidate?.shapedBy ?? [],
    };
    this.#decisions.record(document.uri, decision);
  }
}

/** The same with closers at its end, for the keys before the next call; who asked by hand would be offered them as others. */
function closedForms({ isByHand, call, document }: Visit, suggestion: Suggestion): readonly Suggestion[] {
  if (isByHand) return [];
  const { text, remainder } = suggestion;
  const { line, character } = call.position;
  const lineBefore = document.lineAt(line).slice(0, character);
  return lackingClosers(remainder, lineBefore, call.editor.autoClosed).map((closers) => ({
    ...suggestion,
    text: text + closers,
    remainder: remainder + closers,
  }));
}

/** What is on screen stays, what a model said comes before a draft, what was asked for before what was asked ahead. */
function rank(candidate: Candidate, shown: Candidate | undefined): number {
  if (candidate === shown && candidate.source !== 'draft') return 3;
  switch (candidate.source) {
    case 'model':
      return 2;
    case 'embedded':
    case 'speculation':
      return 1;
    case 'draft':
      return 0;
  }
}
