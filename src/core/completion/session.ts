import { DisposableStore } from '../../base/disposable.ts';
import type { DocumentChange, DocumentSnapshot, Uri } from '../document.ts';
import type { Route } from '../routing/route.ts';
import { TriggerRules } from './trigger-rules.ts';
import type { CompletionAnswer, CompletionCall, CompletionSession } from './api.ts';
import { Asking, type Failure } from './asking.ts';
import { type Candidate, matchAt } from './candidate.ts';
import { CandidateStore } from './candidate-store.ts';
import { followCursor, offsetsOf } from './cursor-guess.ts';
import type { DecisionLog } from './decision-log.ts';
import { dropContradicted, wantsDraft } from './draft.ts';
import { EmbeddedDesk } from './embedded-desk.ts';
import { HeldCall } from './held-call.ts';
import { holdFor, partialAfter } from './hold.ts';
import { InFlight } from './in-flight.ts';
import { Launcher } from './launcher.ts';
import { Lifecycle } from './lifecycle.ts';
import type { SuggestionId } from './outcome.ts';
import type { SessionPorts } from './ports.ts';
import { Reach } from './reach.ts';
import { Refresher } from './refresher.ts';
import { Rhythm } from './rhythm.ts';
import { type FoundItem, Screen } from './screen.ts';
import type { MayAsk, Trigger } from './trigger.ts';
import { type Visit, askingAt } from './visit.ts';
import { Visits } from './visits.ts';

/** To a call that nobody waits for any more. */
const dropped: CompletionAnswer = { suggestions: [], outcome: { kind: 'cancelled', during: 'debounce' } };

/** From each keystroke to what is on screen. `provide` is the life of a keystroke, in order. */
export class Session implements CompletionSession {
  readonly lifecycle: Lifecycle;
  readonly #ports: SessionPorts;
  readonly #store = new DisposableStore();
  readonly #visits: Visits;
  readonly #candidates: CandidateStore;
  readonly #inFlight: InFlight;
  readonly #asking: Asking;
  readonly #refresher: Refresher;
  readonly #embedded: EmbeddedDesk;
  readonly #screen: Screen;
  readonly #launcher: Launcher;
  readonly #rhythm = new Rhythm();
  readonly #reach = new Reach();
  readonly #triggerRules: TriggerRules;

  constructor(ports: SessionPorts, decisions: DecisionLog) {
    const { host } = ports;
    this.#ports = ports;
    this.#visits = this.#store.add(new Visits(host));
    this.#candidates = new CandidateStore(host.clock);
    this.#inFlight = this.#store.add(
      new InFlight({
        clock: host.clock,
        mayEnd: (candidate) => this.#asking.isNearlyDone(candidate),
        isAwaited: (candidate) => this.#isAwaited(candidate),
      }),
    );
    this.#asking = new Asking(ports, this.#candidates, this.#inFlight);
    this.#embedded = new EmbeddedDesk(ports, this.#asking);
    this.#refresher = this.#store.add(new Refresher(host));
    this.#triggerRules = new TriggerRules(ports, this.#visits);
    this.lifecycle = this.#store.add(new Lifecycle(host, this.#reach));
    this.#screen = new Screen({
      ports,
      decisions,
      reach: this.#reach,
      candidates: this.#candidates,
      lifecycle: this.lifecycle,
      refresher: this.#refresher,
    });
    this.#launcher = new Launcher({
      ports,
      asking: this.#asking,
      inFlight: this.#inFlight,
      rhythm: this.#rhythm,
      visits: this.#visits,
      likelyLength: () => this.#screen.likelyLength,
      onProgress: (candidate) => this.#didProgress(candidate),
    });
    this.#store.add(host.documents.onDidChange((change) => this.#didChange(change)));
    this.#store.add(host.documents.onDidClose((uri) => this.#didClose(uri)));
    this.#store.add(host.documents.onDidFocus((document) => document !== undefined && this.#didFocus(document)));
  }

  provide(call: CompletionCall, signal: AbortSignal): CompletionAnswer | Promise<CompletionAnswer> {
    const visit = this.#arrive(call);

    // 1. Ask at all?
    const trigger = this.#triggerRules.decide(visit);
    if (trigger.kind === 'skip') return this.#screen.answerNothing(visit, { kind: 'skipped', reason: trigger.reason });
    const { uri } = call.document;
    if (this.#ports.refusalFor(uri) !== 'rules-loading') return this.#answer(visit, trigger, signal);
    // A file's first key can come before its ignore rules are read, and no other may follow it.
    this.#screen.note(visit, { kind: 'refused', reason: 'rules-loading' });
    return this.#ports.whenJudged(uri).then(() => this.#answer(visit, trigger, signal));
  }

  didAccept(id: SuggestionId): void {
    const shown = this.lifecycle.didAccept(id);
    if (shown === undefined) return;
    const { uri } = shown.candidate.anchor;
    const track = this.#visits.track(uri);
    track.acceptedVersion = this.#ports.host.documents.get(uri)?.version;
    track.didAgree();
    this.#embedded.didEnd(shown.candidate, shown.languageId, true);
  }

  didDismiss(): void {
    const shown = this.lifecycle.dismiss();
    const uri = shown?.candidate.anchor.uri ?? this.#visits.lastUri;
    if (uri === undefined) return;
    const visit = this.#visits.known(uri)?.visit;
    if (visit !== undefined) this.#screen.note(visit, { kind: 'skipped', reason: 'after-escape' });
    this.#visits.track(uri).escapedVersion = this.#ports.host.documents.get(uri)?.version;
    if (shown !== undefined) {
      shown.candidate.isRejected = true;
      this.#embedded.didEnd(shown.candidate, shown.languageId, false);
    }
    // What else was on its way here would bring the same text back under another name.
    for (const other of this.#inFlight.of(uri)) other.isRejected = true;
    this.#inFlight.abortAll(uri);
    this.#detach(uri);
  }

  didAcceptWord(): void {
    this.lifecycle.didTakeWord();
  }

  didLeave(): void {
    this.lifecycle.leave();
    if (this.#visits.lastUri !== undefined) this.#detach(this.#visits.lastUri);
  }

  /** Shows nothing of its own accord for a while; 0 ends that. */
  snooze(durationMs: number): void {
    this.#triggerRules.snooze.start(durationMs);
    this.didLeave();
  }

  get snoozedForMs(): number {
    return this.#triggerRules.snooze.remainingMs;
  }

  /** What was asked of one model is none of another's: forgets all, and ends what runs. */
  reset(): void {
    this.didLeave();
    this.#inFlight.abortAll();
    this.#candidates.clear();
    this.#reach.reset();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #arrive(call: CompletionCall): Visit {
    const { document, position, trigger } = call;
    const { uri, version } = document;
    if (this.#visits.lastUri !== uri) this.didLeave();
    const isAnswer = this.#refresher.isAnswer({ uri, version, position });
    return this.#visits.arrive(call, trigger === 'explicit' ? 'explicit' : isAnswer ? 'refresh' : 'automatic');
  }

  #answer(visit: Visit, trigger: MayAsk, signal: AbortSignal): CompletionAnswer | Promise<CompletionAnswer> {
    if (signal.aborted || !this.#visits.isCurrent(visit)) return dropped;
    const refusal = this.#ports.refusalFor(visit.document.uri);
    if (refusal !== undefined) return this.#screen.answerNothing(visit, { kind: 'refused', reason: refusal });
    this.#inFlight.abortDiverged(visit.document, [visit.offset]);

    // 2. What is on screen or cached, before any await.
    const route = this.#ports.router.route(askingAt(visit));
    visit.reason = trigger.kind === 'ask' ? trigger.reason : undefined;
    // A refresh comes for what there is, be it a part of a line.
    const found = this.#screen.look(visit, route, visit.kind === 'refresh');
    if (found.kind === 'item') return this.#answerKnown(visit, route, found, trigger);
    if (trigger.kind === 'known-only') {
      return this.#screen.answerNothing(visit, { kind: 'skipped', reason: trigger.reason });
    }
    if (found.kind === 'nothing') {
      return this.#screen.answerNothing(visit, { kind: 'nothing', reason: found.reason });
    }
    if (route.kind === 'none') return this.#screen.answerNothing(visit, { kind: 'no-provider', reason: route.reason });

    // 3. Join a stream that agrees with what was typed, or start one, 4. after a debounce.
    const held = new HeldCall(signal, () => this.#didDetach(visit));
    visit.held = held;
    // 7. A draft goes ahead of the model, in the worker too.
    if (route.kind === 'embedded') this.#beside(this.#answerFromEmbedded(visit, route));
    else if (wantsDraft(this.#ports.settings().draft, route, this.#refresher.isPossible)) {
      this.#beside(this.#draft(visit, route));
    }
    if (found.kind === 'stream') this.#join(visit, found.candidate);
    else if (route.kind === 'model') this.#launcher.startAfterDebounce(visit, route, trigger.reason);

    // 5. and 6. Hold it; what comes later is painted by refresh. 8. to 12.: #didProgress and, with each answer, Screen.
    this.#hold(visit, held, route);
    return held.answer;
  }

  #answerKnown(
    visit: Visit,
    route: Route,
    found: FoundItem,
    trigger: Trigger,
  ): CompletionAnswer | Promise<CompletionAnswer> {
    const { candidate } = found;
    const from = this.#screen.isOnScreen(candidate) ? 'state' : 'cache';
    this.#inFlight.want(candidate);
    const answer = this.#screen.answerItem(visit, found, from);
    if (visit.isByHand) return this.#withAlternatives(visit, route, found, answer);
    // A draft that nobody has verified yet is still verified while one types through it.
    const isUnverified = candidate.source === 'draft' && trigger.kind === 'ask' && route.kind === 'model';
    if (isUnverified) this.#launcher.startAfterDebounce(visit, route, trigger.reason);
    if (candidate.source === 'embedded' && route.kind === 'embedded') this.#beside(this.#askForMore(visit));
    this.#growLater(visit);
    this.#launcher.speculate(visit, route, found);
    return answer;
  }

  async #withAlternatives(
    visit: Visit,
    route: Route,
    found: FoundItem,
    answer: CompletionAnswer,
  ): Promise<CompletionAnswer> {
    const [first] = answer.suggestions;
    await this.#embedded.offer(visit);
    if (first === undefined || !this.#visits.isCurrent(visit)) return answer;
    return { ...answer, suggestions: [first, ...this.#screen.alternatives(visit, route, found, first.id)] };
  }

  #join(visit: Visit, candidate: Candidate): void {
    visit.joined = candidate;
    this.#inFlight.want(candidate);
  }

  #hold(visit: Visit, held: HeldCall, route: Exclude<Route, { kind: 'none' }>): void {
    const { clock } = this.#ports.host;
    const untilMs = holdFor(visit.document, visit.call.position, this.#refresher.isPossible);
    held.after(clock, this.#partialAfter(visit), () => this.#answerIfFound(visit, route));
    held.after(clock, untilMs, () => {
      this.#answerIfFound(visit, route);
      const provider = route.kind === 'model' ? route.provider : 'embedded';
      if (held.isPending) this.#screen.answerNothing(visit, { kind: 'later', provider });
    });
  }

  /** Nobody waits for it, so nobody else would learn of its failure. */
  #beside(running: Promise<void>): void {
    running.catch((error: unknown) => this.#ports.onFault(error));
  }

  async #draft(visit: Visit, route: Route): Promise<void> {
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

  /** Half typed, the engine may be sure of more than when it was first asked. */
  async #askForMore(visit: Visit): Promise<void> {
    if ((await this.#embedded.offer(visit)) !== undefined && this.#visits.isCurrent(visit)) this.#growLater(visit);
  }

  /** A stream has brought more, or ended: answers the call that waits, or has the editor ask again. */
  #didProgress(candidate: Candidate): void {
    const { uri } = candidate.anchor;
    const visit = this.#visits.known(uri)?.visit;
    if (visit === undefined || !this.#visits.isCurrent(visit)) return;
    dropContradicted(this.#candidates, candidate, visit);
    this.#inFlight.abortDiverged(visit.document, [visit.offset]);
    if (visit.joined === candidate && !this.#isAwaited(candidate)) this.#askAnew(visit);
    if (visit.held?.isPending !== true) {
      const failure = this.#asking.failureOf(candidate);
      if (failure !== undefined) this.#didFailLate(visit, failure);
      this.#growLater(visit);
      return;
    }
    const route = this.#ports.router.route(askingAt(visit));
    this.#answerIfFound(visit, route);
    if (visit.held.isPending && candidate.state !== 'streaming') this.#didEndWithoutText(visit, candidate, route);
  }

  /** What a call had joined now says something else than was typed ahead of it: no further key has to tell. */
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
      if (this.#ports.settings().fallback.includes('embedded')) this.#beside(this.#answerFromEmbedded(visit, route));
      else this.#screen.answerNothing(visit, failure);
      return;
    }
    const found = this.#screen.look(visit, route, true);
    if (found.kind === 'stream' || !this.#isAwaited(candidate)) return;
    const reason = found.kind === 'nothing' ? found.reason : (candidate.verdict ?? 'empty');
    this.#screen.answerNothing(visit, { kind: 'nothing', reason });
  }

  /** The call has been answered with nothing yet: what the embedded engine has is painted by refresh. */
  #didFailLate(visit: Visit, failure: Failure): void {
    this.#screen.note(visit, failure);
    if (this.#ports.settings().fallback.includes('embedded')) this.#beside(this.#askForMore(visit));
  }

  #partialAfter({ document, call }: Visit): number {
    return partialAfter(document, call.position, this.#refresher.isPossible, this.#ports.settings().growInPlace);
  }

  #answerIfFound(visit: Visit, route: Route): void {
    if (visit.held?.isPending !== true) return;
    const isPartialDue = this.#ports.host.clock.monotonicMs() - visit.startedAt >= this.#partialAfter(visit);
    const found = this.#screen.look(visit, route, isPartialDue || visit.isByHand);
    if (found.kind !== 'item') return;
    const { source } = found.candidate;
    this.#screen.answerItem(
      visit,
      found,
      source === 'draft' ? 'draft' : visit.joined === undefined ? 'fresh' : 'joined',
    );
    this.#growLater(visit);
    this.#launcher.speculate(visit, route, found);
  }

  /** The cursor still rests where the stream's text belongs. */
  #isAwaited(candidate: Candidate): boolean {
    const visit = this.#visits.known(candidate.anchor.uri)?.visit;
    if (visit === undefined || !this.#visits.isCurrent(visit)) return false;
    return matchAt(candidate, visit.document, visit.offset) !== undefined;
  }

  #growLater(visit: Visit): void {
    this.#screen.growLater(visit, this.#rhythm.lastKeyAt ?? -Infinity, () => this.#visits.isCurrent(visit));
  }

  #didChange(change: DocumentChange): void {
    const { document, reason } = change;
    this.#rhythm.didType(this.#ports.host.clock.monotonicMs());
    const track = this.#visits.track(document.uri);
    const { cursor } = track;
    track.detach();
    this.#refresher.cancel();
    if (reason !== 'edit') track.undoneVersion = document.version;
    if (cursor === undefined) return;
    const move = followCursor(cursor, change);
    track.cursor = move.cursor;
    if (move.kind === 'elsewhere') return;
    const offsets = offsetsOf(move.cursor);
    this.#inFlight.abortDiverged(document, offsets);
    const { shown } = this.lifecycle;
    if (this.lifecycle.didChange(document, offsets) === 'diverged' && shown !== undefined) {
      track.didIgnore(document.positionAt(move.cursor.to).line, shown.agreedCharacters);
      this.#embedded.didEnd(shown.candidate, document.languageId, false);
    }
  }

  /** Connections open and models load before the first key, where there may be one. */
  #didFocus(document: DocumentSnapshot): void {
    if (this.#triggerRules.mayAsk(document)) this.#ports.router.prepare(document);
  }

  #didClose(uri: Uri): void {
    if (this.#visits.lastUri === uri) this.didLeave();
    this.#inFlight.abortAll(uri);
    this.#candidates.forget(uri);
    this.#visits.forget(uri);
  }

  /** The editor no longer waits for this call. Its stream goes on; a request that hasn't gone out yet won't. */
  #didDetach(visit: Visit): void {
    const track = this.#visits.track(visit.document.uri);
    if (track.visit !== visit) return;
    track.start.clear();
    this.#screen.answerNothing(visit, {
      kind: 'cancelled',
      during: visit.requestMs === undefined ? 'debounce' : 'stream',
    });
    track.visit = undefined;
  }

  #detach(uri: Uri): void {
    this.#refresher.cancel();
    this.#visits.known(uri)?.detach();
  }
}
