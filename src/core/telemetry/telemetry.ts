import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { noteFailure } from '../../base/note-failure.ts';
import type { Host } from '../host.ts';
import { type EndedSuggestion, Endings } from './endings.ts';
import type { ProviderId } from '../providers/provider.ts';
import { SharedValue } from '../routing/shared-value.ts';
import type { FinishedRequest } from './finished-request.ts';
import { type Judged, Learning } from './learning.ts';
import { SignalSender } from './signal-sender.ts';
import { actionOf, toSignal } from './signals.ts';
import { StatisticsStore } from './statistics.ts';
import type { SuggestionEvent } from './suggestion-event.ts';
import { Survival, type SurvivalEvent } from './survival.ts';

export interface Score {
  readonly taken: number;
  readonly judged: number;
}

/** A shared moment: what was judged before it teaches nothing. */
const learnedSinceName = 'learned-since';
/** What the user does in another window counts here within this time, while something happens here. */
const forgottenRefreshMs = 5000;

/** The user's word on a suggestion. */
export interface Judgement {
  readonly model: string;
  readonly languageId: string;
  readonly judgement: 'accepted' | 'rejected';
}

/** What happened to a suggestion, without what it says and where. */
export interface LifeRecord extends Pick<
  SuggestionEvent,
  'suggestionId' | 'at' | 'origin' | 'characters' | 'shownCharacters' | 'visibleMs'
> {
  /** `regretted`: half of what was accepted was gone within 30 s. */
  readonly kind: SuggestionEvent['kind'] | 'regretted';
}

/** Dollars for a request, from whatever price table is in force. */
export type PriceOf = (request: FinishedRequest) => number;

/** What a service last named what it ran for this model. */
export type VersionOf = (provider: ProviderId, model: string) => string | undefined;

/** Watches what becomes of each suggestion: for this machine's statistics always, for the endpoint by consent. */
export class Telemetry implements Disposable {
  readonly #host: Host;
  readonly #keepsStatistics: () => boolean;
  readonly #priceOf: PriceOf;
  readonly #versionOf: VersionOf;
  readonly #store = new DisposableStore();
  readonly #judgements = this.#store.add(new Emitter<Judgement>());
  /** What the user judged, at the start also on earlier days: for the choice among models. */
  readonly onDidJudge = this.#judgements.event;
  readonly #forgotten = this.#store.add(new Emitter<void>());
  /** In another window, all that was learned was forgotten. */
  readonly onDidForget = this.#forgotten.event;
  readonly #learnedSince: SharedValue<number>;
  #learnedSinceMs = 0;
  #hasRecalled = false;
  readonly #endings = this.#store.add(new Endings());
  readonly #survival: Survival;
  #taken = 0;
  #judged = 0;
  readonly statistics: StatisticsStore;
  readonly learning: Learning;
  readonly sender: SignalSender;

  constructor(parts: {
    readonly host: Host;
    readonly keepsStatistics: () => boolean;
    /** The endpoint while its setting is filled and the editor's telemetry is on. */
    readonly endpoint: () => string | undefined;
    readonly priceOf: PriceOf;
    readonly versionOf: VersionOf;
  }) {
    const { host } = parts;
    this.#host = host;
    this.#keepsStatistics = parts.keepsStatistics;
    this.#priceOf = parts.priceOf;
    this.#versionOf = parts.versionOf;
    this.statistics = new StatisticsStore({ clock: host.clock, storage: host.storage, log: host.log });
    this.learning = new Learning(host.clock);
    this.sender = this.#store.add(new SignalSender({ host, endpoint: parts.endpoint }));
    this.#survival = this.#store.add(new Survival(host));
    const { clock, log, storage } = host;
    this.#learnedSince = this.#store.add(
      new SharedValue({
        ...{ clock, log, storage },
        name: learnedSinceName,
        refreshMs: forgottenRefreshMs,
        parse: (text) => Number(text ?? 0),
        onDidRead: (since) => this.#didForget(since),
      }),
    );
    this.#store.add(this.#endings.onDidEnd((ended) => this.#didEnd(ended)));
    this.#store.add(this.#survival.onDidHappen((event) => this.#didSurvive(event)));
  }

  async start(): Promise<void> {
    await this.statistics.start();
    await this.#recall();
    await this.sender.start();
  }

  /** How many suggestions the user has judged in this window, and taken at least in part. */
  get score(): Score {
    return { taken: this.#taken, judged: this.#judged };
  }

  /** The loop begins anew, in all windows; the statistics stay. */
  async forgetLessons(): Promise<void> {
    this.learning.reset();
    const now = this.#host.clock.now();
    this.#learnedSinceMs = now;
    await this.#learnedSince.update(() => now);
  }

  /** Follows the suggestions that this event tells of. */
  watch(onDidHappen: Event<SuggestionEvent>): void {
    this.#endings.watch(onDidHappen);
    const { lifeSink } = this.#host;
    if (lifeSink !== undefined) this.#store.add(onDidHappen((event) => lifeSink(toLifeRecord(event))));
  }

  didFinishRequest(request: FinishedRequest): void {
    this.#learnedSince.refresh();
    if (!this.#keepsStatistics()) return;
    const completionTokens = request.usage?.completionTokens ?? Math.ceil(request.receivedCharacters / 4);
    this.statistics.add({
      kind: 'request',
      at: this.#host.clock.now(),
      provider: request.provider,
      model: request.model,
      version: request.modelVersion ?? this.#versionOf(request.provider, request.model) ?? null,
      language: request.languageId,
      reason: request.reason,
      ttftMs: request.ttftMs ?? null,
      promptTokens: request.usage?.promptTokens ?? 0,
      cachedTokens: request.usage?.cachedPromptTokens ?? 0,
      completionTokens,

      dollars: this.#priceOf(request),
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** What earlier windows and days have taught, as far as the statistics hold it. */
  async #recall(): Promise<void> {
    const lines = await this.statistics.read();
    await this.#learnedSince.read().catch(noteFailure(this.#host.log, 'When all was forgotten could not be read.'));
    this.#hasRecalled = true;
    const ended = lines
      .filter((line) => line.kind === 'ended')
      .filter(({ at }) => at >= this.#learnedSinceMs)
      .toSorted((a, b) => a.at - b.at);
    for (const { language, ...line } of ended) this.#learn({ ...line, languageId: language });
  }

  #didForget(since: number): void {
    if (!(since > this.#learnedSinceMs)) return;
    this.#learnedSinceMs = since;
    if (!this.#hasRecalled) return;
    this.learning.reset();
    this.#forgotten.fire();
  }

  #learn(judged: Judged & Pick<Judgement, 'model'>): void {
    const { ending, model, languageId } = judged;
    this.learning.didEnd(judged);
    const action = actionOf(ending);
    if (action === undefined) return;
    this.#judgements.fire({ model, languageId, judgement: action === 'reject' ? 'rejected' : 'accepted' });
  }

  #didEnd(ended: EndedSuggestion): void {
    this.#learnedSince.refresh();
    this.#learn({ ...ended.suggestion, ending: ended.ending });
    if (ended.acceptedRange !== undefined) this.#survival.follow(ended);
    const action = actionOf(ended.ending);
    if (action !== undefined) this.#judged += 1;
    if (action === 'accept' || action === 'partial_accept') this.#taken += 1;
    this.#signal(ended, action, ended.suggestion.visibleMs);
    if (!this.#keepsStatistics()) return;
    const { suggestion } = ended;
    this.statistics.add({
      kind: 'ended',
      at: suggestion.at,
      ending: ended.ending,
      language: suggestion.languageId,
      provider: suggestion.provider,
      model: suggestion.model,
      version: this.#versionServed(suggestion) ?? null,
      origin: suggestion.origin,
      visibleMs: Math.round(suggestion.visibleMs),
      ttftMs: suggestion.ttftMs ?? null,
      shownCharacters: suggestion.shownCharacters,
      acceptedCharacters: ended.acceptedText.length,
      sources: [...new Set(suggestion.contextSources)],
    });
  }

  #didSurvive(event: SurvivalEvent): void {
    if (event.kind === 'regretted') {
      this.#host.lifeSink?.(toLifeRecord({ ...event.ended.suggestion, kind: 'regretted' }));
      this.#signal(event.ended, 'backspace_after_accept', event.afterMs);
      return;
    }
    if (!this.#keepsStatistics()) return;
    const { suggestion } = event.ended;
    this.statistics.add({
      kind: 'kept',
      at: this.#host.clock.now(),
      afterMs: event.afterMs,
      kept: event.kept,
      origin: suggestion.origin,
      sources: [...new Set(suggestion.contextSources)],
      language: suggestion.languageId,
      provider: suggestion.provider,
      model: suggestion.model,
      version: this.#versionServed(suggestion) ?? null,
    });
  }

  /** What is accepted while its stream runs is of the version that answered last: the stream's end will tell. */
  #versionServed({ provider, model, modelVersion }: SuggestionEvent): string | undefined {
    return modelVersion ?? this.#versionOf(provider, model);
  }

  #signal(ended: EndedSuggestion, action: ReturnType<typeof actionOf>, afterMs: number): void {
    if (action === undefined || !this.sender.isOn) return;
    const { suggestion } = ended;
    const signal = toSignal(ended, action, {
      clock: this.#host.clock,
      eventId: this.#host.randomId(),
      afterMs,
      modelVersion: this.#versionServed(suggestion) ?? suggestion.model,
    });
    if (signal !== undefined) this.sender.add(signal);
  }
}

function toLifeRecord({ suggestionId, kind, at, origin, characters, shownCharacters, visibleMs }: LifeRecord): string {
  const record: LifeRecord = { suggestionId, kind, at, origin, characters, shownCharacters, visibleMs };
  return JSON.stringify(record);
}
