import { DisposableStore } from '../../base/disposable.ts';
import type { DocumentChange, DocumentSnapshot, Uri } from '../document.ts';
import type { Route } from '../routing/route.ts';
import { TriggerRules } from './trigger-rules.ts';
import type { CompletionAnswer, CompletionCall, CompletionSession } from './api.ts';
import { Asking } from './asking.ts';
import type { Candidate } from './candidate.ts';
import { CandidateStore } from './candidate-store.ts';
import { cursorBehind, followCursor, offsetsOf } from './cursor-guess.ts';
import type { DecisionLog } from './decision-log.ts';
import { wantsDraft } from './draft.ts';
import { EmbeddedDesk } from './embedded-desk.ts';
import { HeldCall } from './held-call.ts';
import { InFlight } from './in-flight.ts';
import { LateAnswers } from './late-answers.ts';
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
  readonly #late: LateAnswers;
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
        isAwaited: (candidate) => this.#late.isAwaited(candidate),
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
      onProgress: (candidate) => this.#late.didProgress(candidate),
    });
    this.#late = new LateAnswers({
      ports,
      visits: this.#visits,
      candidates: this.#candidates,
      inFlight: this.#inFlight,
      asking: this.#asking,
      embedded: this.#embedded,
      refresher: this.#refresher,
      rhythm: this.#rhythm,
      screen: this.#screen,
      launcher: this.#launcher,
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
    const isAnswer = this.#refresher.isAnswer({ uri, version, position }, trigger === 'explicit');
    return this.#visits.arrive(call, isAnswer ? 'refresh' : trigger);
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
    if (route.kind === 'embedded') this.#late.fromEmbedded(visit, route);
    else if (wantsDraft(this.#ports.settings().draft, route, this.#refresher.isPossible)) {
      this.#late.draft(visit, route);
    }
    if (found.kind === 'stream') this.#join(visit, found.candidate);
    else if (route.kind === 'model') this.#launcher.startAfterDebounce(visit, route, trigger.reason);

    // 5. and 6. Hold it; what comes later is painted by refresh. 8. to 12.: LateAnswers and, with each answer, Screen.
    this.#late.hold(visit, held, route);
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
    if (candidate.source === 'embedded' && route.kind === 'embedded') this.#late.askForMore(visit);
    this.#late.growLater(visit);
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

  #didChange(change: DocumentChange): void {
    const { document, reason } = change;
    this.#rhythm.didType(this.#ports.host.clock.monotonicMs());
    const track = this.#visits.track(document.uri);
    const { cursor } = track;
    track.detach();
    this.#refresher.cancel();
    if (reason !== 'edit') track.undoneVersion = document.version;
    if (cursor === undefined) {
      this.#draftAhead(change, cursorBehind(change));
      return;
    }
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
    this.#draftAhead(change, move.cursor.to);
  }

  #draftAhead({ document, reason }: DocumentChange, offset: number | undefined): void {
    const { uri, languageId } = document;
    const isShown = this.lifecycle.shown !== undefined && this.lifecycle.shown.remainder !== '';
    if (reason !== 'edit' || offset === undefined || isShown || !this.#triggerRules.mayAsk(document)) return;
    const route = this.#ports.router.route({ uri, languageId, isExplicit: false });
    if (!wantsDraft(this.#ports.settings().draft, route, this.#refresher.isPossible)) return;
    this.#embedded.draftAhead(document, offset);
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
