import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import type { Host } from '../host.ts';
import { type EndedSuggestion, Endings } from './endings.ts';
import type { FinishedRequest } from './finished-request.ts';
import { SignalSender } from './signal-sender.ts';
import { actionOf, toSignal } from './signals.ts';
import { StatisticsStore } from './statistics.ts';
import type { SuggestionEvent } from './suggestion-event.ts';
import { Survival, type SurvivalEvent } from './survival.ts';

/** Dollars for a request, from whatever price table is in force. */
export type PriceOf = (request: FinishedRequest) => number;

/** Watches what becomes of each suggestion: for this machine's statistics always, for the endpoint by consent. */
export class Telemetry implements Disposable {
  readonly #host: Host;
  readonly #keepsStatistics: () => boolean;
  readonly #priceOf: PriceOf;
  readonly #store = new DisposableStore();
  readonly #endings = this.#store.add(new Endings());
  readonly #survival: Survival;
  readonly statistics: StatisticsStore;
  readonly sender: SignalSender;

  constructor(parts: {
    readonly host: Host;
    readonly keepsStatistics: () => boolean;
    /** The endpoint while its setting is filled and the editor's telemetry is on. */
    readonly endpoint: () => string | undefined;
    readonly priceOf: PriceOf;
  }) {
    const { host } = parts;
    this.#host = host;
    this.#keepsStatistics = parts.keepsStatistics;
    this.#priceOf = parts.priceOf;
    this.statistics = new StatisticsStore({ clock: host.clock, storage: host.storage, log: host.log });
    this.sender = this.#store.add(new SignalSender({ host, endpoint: parts.endpoint }));
    this.#survival = this.#store.add(new Survival(host));
    this.#store.add(this.#endings.onDidEnd((ended) => this.#didEnd(ended)));
    this.#store.add(this.#survival.onDidHappen((event) => this.#didSurvive(event)));
  }

  /** What every ending is told to, for the loop that makes the next suggestions better. */
  get onDidEnd(): Endings['onDidEnd'] {
    return this.#endings.onDidEnd;
  }

  async start(): Promise<void> {
    await this.statistics.start();
    await this.sender.start();
  }

  /** Follows the suggestions that this event tells of. */
  watch(onDidHappen: Event<SuggestionEvent>): void {
    this.#endings.watch(onDidHappen);
  }

  didFinishRequest(request: FinishedRequest): void {
    if (!this.#keepsStatistics()) return;
    const completionTokens = request.usage?.completionTokens ?? Math.ceil(request.receivedCharacters / 4);
    this.statistics.add({
      kind: 'request',
      at: this.#host.clock.now(),
      provider: request.provider,
      model: request.modelVersion ?? request.model,
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

  #didEnd(ended: EndedSuggestion): void {
    if (ended.acceptedRange !== undefined) this.#survival.follow(ended);
    this.#signal(ended, actionOf(ended), ended.suggestion.visibleMs);
    if (!this.#keepsStatistics()) return;
    const { suggestion } = ended;
    this.statistics.add({
      kind: 'ended',
      at: suggestion.at,
      ending: ended.ending,
      language: suggestion.languageId,
      provider: suggestion.provider,
      model: suggestion.modelVersion ?? suggestion.provider,
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
      language: suggestion.languageId,
      provider: suggestion.provider,
      model: suggestion.modelVersion ?? suggestion.provider,
    });
  }

  #signal(ended: EndedSuggestion, action: ReturnType<typeof actionOf>, afterMs: number): void {
    if (action === undefined) return;
    const signal = toSignal(ended, action, { clock: this.#host.clock, eventId: this.#host.randomId(), afterMs });
    if (signal !== undefined) this.sender.add(signal);
  }
}
