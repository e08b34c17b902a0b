import type { Route } from '../routing/route.ts';
import type { Asking, Failure } from './asking.ts';
import { type Candidate, matchAt } from './candidate.ts';
import type { CandidateStore } from './candidate-store.ts';
import { dropContradicted } from './draft.ts';
import type { EmbeddedDesk } from './embedded-desk.ts';
import type { HeldCall } from './held-call.ts';
import { holdFor, partialAfter } from './hold.ts';
import type { InFlight } from './in-flight.ts';
import type { Launcher } from './launcher.ts';
import type { SessionPorts } from './ports.ts';
import type { Refresher } from './refresher.ts';
import type { Rhythm } from './rhythm.ts';
import type { Screen } from './screen.ts';
import { type Visit, askingAt } from './visit.ts';
import type { Visits } from './visits.ts';

export interface LateAnswersParts {
  readonly ports: SessionPorts;
  readonly visits: Visits;
  readonly candidates: CandidateStore;
  readonly inFlight: InFlight;
  readonly asking: Asking;
  readonly embedded: EmbeddedDesk;
  readonly refresher: Refresher;
  readonly rhythm: Rhythm;
  readonly screen: Screen;
  readonly launcher: Launcher;
}

/** What comes after a call could not be answered at once: while it is held, and by refresh when it no longer is. */
export class LateAnswers {
  readonly #ports: SessionPorts;
  readonly #visits: Visits;
  readonly #candidates: CandidateStore;
  readonly #inFlight: InFlight;
  readonly #asking: Asking;
  readonly #embedded: EmbeddedDesk;
  readonly #refresher: Refresher;
  readonly #rhythm: Rhythm;
  readonly #screen: Screen;
  readonly #launcher: Launcher;

  constructor(parts: LateAnswersParts) {
    this.#ports = parts.ports;
    this.#visits = parts.visits;
    this.#candidates = parts.candidates;
    this.#inFlight = parts.inFlight;
    this.#asking = parts.asking;
    this.#embedded = parts.embedded;
    this.#refresher = parts.refresher;
    this.#rhythm = parts.rhythm;
    this.#screen = parts.screen;
    this.#launcher = parts.launcher;
  }

  /** Answers the call when something is found, and with nothing once the editor should wait no longer. */
  hold(visit: Visit, held: HeldCall, route: Exclude<Route, { kind: 'none' }>): void {
    const { clock } = this.#ports.host;
    const untilMs = holdFor(visit.document, visit.call.position, this.#refresher.isPossible);
    held.after(clock, this.#partialAfter(visit), () => this.#answerIfFound(visit, route));
    held.after(clock, untilMs, () => {
      this.#answerIfFound(visit, route);
      const provider = route.kind === 'model' ? route.provider : 'embedded';
      if (held.isPending) this.#screen.answerNothing(visit, { kind: 'later', provider });
    });
  }

  /** Has the embedded engine answer ahead of a model. */
  draft(visit: Visit, route: Route): void {
    this.#beside(this.#answerWithDraft(visit, route));
  }

  /** Has the embedded engine answer. */
  fromEmbedded(visit: Visit, route: Route): void {
    this.#beside(this.#answerFromEmbedded(visit, route));
  }

  /** Half typed, the engine may be sure of more than when it was first asked. */
  askForMore(visit: Visit): void {
    this.#beside(this.#growFromEmbedded(visit));
  }

  /** A stream has brought more, or ended: answers the call that waits, or has the editor ask again. */
  didProgress(candidate: Candidate): void {
    const { uri } = candidate.anchor;
    const visit = this.#visits.known(uri)?.visit;
    if (visit === undefined || !this.#visits.isCurrent(visit)) return;
    dropContradicted(this.#candidates, candidate, visit);
    this.#inFlight.abortDiverged(visit.document, [visit.offset]);
    if (visit.joined === candidate && !isAbout(candidate, visit)) this.#askAnew(visit);
    if (visit.held?.isPending !== true) {
      const failure = this.#asking.failureOf(candidate);
      if (failure !== undefined) this.#didFailLate(visit, failure);
      this.growLater(visit);
      return;
    }
    const route = this.#ports.router.route(askingAt(visit));
    this.#answerIfFound(visit, route);
    if (visit.held.isPending && candidate.state !== 'streaming') this.#didEndWithoutText(visit, candidate, route);
  }

  /** The cursor still rests where the stream's text belongs. */
  isAwaited(candidate: Candidate): boolean {
    const visit = this.#visits.known(candidate.anchor.uri)?.visit;
    return visit !== undefined && this.#visits.isCurrent(visit) && isAbout(candidate, visit);
  }

  growLater(visit: Visit): void {
    this.#screen.growLater(visit, this.#rhythm.lastKeyAt ?? -Infinity, () => this.#visits.isCurrent(visit));
  }

  async #answerWithDraft(visit: Visit, route: Route): Promise<void> {
    const draft = await this.#embedded.draft(visit, () => this.#visits.isCurrent(visit));
    if (draft === undefined) return;
    for (const model of this.#inFlight.of(visit.document.uri)) dropContradicted(this.#candidates, model, visit);
    this.#answerIfFound(visit, route);
  }

  async #answerFromEmbedded(visit: Visit, route: Route): Promise<void> {
    const offered = await this.#embedded.offer(visit);
    if (offered !== undefined && this.#visits.isCurrent(visit)) this.#answerIfFound(visit, route);
    if (visit.held?.isPending !== true) return;
    this.#screen.answerNothing(visit, { kind: 'nothing', reason: offered?.verdict ?? 'low-confidence' });
  }

  async #growFromEmbedded(visit: Visit): Promise<void> {
    if ((await this.#embedded.offer(visit)) !== undefined && this.#visits.isCurrent(visit)) this.growLater(visit);
  }

  /** Nobody waits for it, so nobody else would learn of its failure. */
  #beside(running: Promise<void>): void {
    running.catch((error: unknown) => this.#ports.onFault(error));
  }

  /** What a call had joined says nothing of its place after all: no further key has to tell. */
  #askAnew(visit: Visit): void {
    visit.joined = undefined;
    const route = this.#ports.router.route(askingAt(visit));
    const isUnknown = this.#screen.look(visit, route, true).kind === 'unknown';
    if (!isUnknown || route.kind !== 'model' || visit.reason === undefined) return;
    this.#launcher.startAfterDebounce(visit, route, visit.reason);
  }

  #didEndWithoutText(visit: Visit, candidate: Candidate, route: Route): void {
    const failure = this.#asking.failureOf(candidate);
    if (failure !== undefined) {
      if (this.#ports.settings().fallback.includes('embedded')) this.fromEmbedded(visit, route);
      else this.#screen.answerNothing(visit, failure);
      return;
    }
    const found = this.#screen.look(visit, route, false);
    if (found.kind === 'nothing') this.#screen.answerNothing(visit, { kind: 'nothing', reason: found.reason });
    if (found.kind !== 'unknown' || !isAbout(candidate, visit)) return;
    this.#screen.answerNothing(visit, { kind: 'nothing', reason: candidate.verdict ?? 'empty' });
  }

  /** The call has been answered with nothing yet: what the embedded engine has is painted by refresh. */
  #didFailLate(visit: Visit, failure: Failure): void {
    this.#screen.note(visit, failure);
    if (this.#ports.settings().fallback.includes('embedded')) this.askForMore(visit);
  }

  #partialAfter({ document, call }: Visit): number {
    return partialAfter(document, call.position, this.#refresher.isPossible);
  }

  #answerIfFound(visit: Visit, route: Route): void {
    if (visit.held?.isPending !== true) return;
    const isPartialDue = this.#ports.host.clock.monotonicMs() - visit.startedAt >= this.#partialAfter(visit);
    const found = this.#screen.look(visit, route, isPartialDue || (visit.isByHand && this.#refresher.isPossible));
    if (found.kind !== 'item') return;
    const { source } = found.candidate;
    this.#screen.answerItem(
      visit,
      found,
      source === 'draft' ? 'draft' : visit.joined === undefined ? 'fresh' : 'joined',
    );
    this.growLater(visit);
    this.#launcher.speculate(visit, route, found);
  }
}

/** Whether a stream says something of a call's place, or may yet: one that has ended before what was typed doesn't. */
function isAbout(candidate: Candidate, { document, offset }: Visit): boolean {
  const match = matchAt(candidate, document, offset);
  return match !== undefined && !(match.isAhead && candidate.state === 'done');
}
