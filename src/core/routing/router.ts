import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Host } from '../host.ts';
import type { PrivacyGate } from '../privacy/gate.ts';
import type { SendablePrompt } from '../privacy/sendable-prompt.ts';
import { ProviderError, isProviderError } from '../providers/errors.ts';
import type { CompletionProvider, ModelMemory, ProviderId, StreamEnd, StreamPart } from '../providers/provider.ts';
import type { Settings } from '../settings.ts';
import { type BreakerState, CircuitBreaker } from './circuit-breaker.ts';
import { Health, type HealthSummary } from './health.ts';
import { type NoRouteReason, Refusal, type Route, type RoutedPart, type RoutedRequest, type Router } from './route.ts';
import { DailyBudget } from './daily-budget.ts';
import { judgeLicence } from './licences.ts';
import { costOf, priceOf } from './prices.ts';
import { Proficiency } from './proficiency.ts';
import { SharedBreakers } from './shared-breakers.ts';

/** What stands in a chain where a provider can't be made: what is missing, for the user. */
export interface NotConfigured {
  readonly kind: 'not-configured';
  readonly message: string;
}

export interface ProviderStatus {
  readonly id: ProviderId;
  readonly model: string | undefined;
  readonly breaker: BreakerState;
  readonly health: HealthSummary;
  readonly activeRequests: number;
  /** How its model lies in memory; undefined where the service doesn't tell. */
  readonly memory: ModelMemory | undefined;
  /** What to do before it can be used. */
  readonly problem: string | undefined;
}

/** Guesses until something was measured: a model on this machine, and a hosted one across the net. */
const guessedTtftMs = { embedded: 5, local: 200, hosted: 350 } as const;

interface Entry {
  readonly breaker: CircuitBreaker;
  health: Health;
  activeRequests: number;
  lastProblem: string | undefined;
}

/** Picks who answers, by the user's chain, what is known of each provider's health, and what the privacy gate allows. */
export class ProviderRouter implements Router, Disposable {
  readonly #host: Host;
  readonly #gate: PrivacyGate;
  readonly #settings: () => Settings;
  readonly #provider: (id: ProviderId) => CompletionProvider | NotConfigured;
  readonly #entries = new Map<ProviderId, Entry>();
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #shared: SharedBreakers;
  readonly onDidChange = this.#changed.event;
  readonly budget: DailyBudget;
  readonly proficiency: Proficiency;

  constructor(parts: {
    readonly host: Host;
    readonly gate: PrivacyGate;
    readonly settings: () => Settings;
    readonly provider: (id: ProviderId) => CompletionProvider | NotConfigured;
  }) {
    this.#host = parts.host;
    this.#gate = parts.gate;
    this.#settings = parts.settings;
    this.#provider = parts.provider;
    this.budget = new DailyBudget({
      clock: parts.host.clock,
      storage: parts.host.storage,
      limit: () => parts.settings().dailyBudget,
    });
    this.proficiency = new Proficiency(() => parts.settings().languages);
    this.#shared = this.#store.add(
      new SharedBreakers({
        clock: parts.host.clock,
        storage: parts.host.storage,
        adopt: (id, state) => {
          this.#entry(id).breaker.adopt(state, parts.host.clock.now());
          this.#changed.fire();
        },
      }),
    );
  }

  route(languageId: string, isExplicit: boolean): Route {
    this.#shared.refresh();
    let reason: NoRouteReason = 'unreachable';
    for (const id of this.#chainFor(languageId)) {
      if (id === 'embedded') return { kind: 'embedded' };
      const provider = this.#provider(id);
      if ('kind' in provider) {
        reason = 'key-missing';
        continue;
      }
      const verdict = this.#verdict(provider, languageId, isExplicit);
      if (verdict !== undefined) {
        reason = verdict;
        continue;
      }
      const { health } = this.#entry(id);
      const locality = provider.destination.locality === 'hosted' ? 'hosted' : 'local';
      return {
        kind: 'model',
        provider: id,
        model: provider.model,
        locality,
        expectedTtftMs: health.summary().ttftMs ?? guessedTtftMs[locality],
        concurrency: locality === 'local' ? Math.min(2, provider.limits?.().slots ?? 1) : 2,
        requestsLeft: Infinity,
      };
    }
    return { kind: 'none', reason };
  }

  async *complete(request: RoutedRequest, signal: AbortSignal): AsyncGenerator<RoutedPart, void, void> {
    let lastError: ProviderError | undefined;
    let refusal: Refusal | undefined;
    for (const id of this.#chainFor(request.languageId)) {
      if (signal.aborted) return;
      const provider = id === 'embedded' ? undefined : this.#provider(id);
      if (provider === undefined || 'kind' in provider) continue;
      if (this.#verdict(provider, request.languageId, request.isExplicit) !== undefined) continue;
      const draft = await request.promptFor(provider);
      const sealed = await this.#gate.seal(draft, provider.destination);
      if (sealed.kind === 'refused') {
        refusal = new Refusal(sealed.reason);
        continue;
      }
      try {
        yield* this.#ask(provider, sealed.prompt, request, signal);
        return;
      } catch (error) {
        if (!isProviderError(error)) throw error;
        lastError = error;
      }
    }
    if (lastError !== undefined) throw lastError;
    if (refusal !== undefined) throw refusal;
    throw new ProviderError('unreachable', 'No provider is available now.', { isRetryable: true });
  }

  prepare(): void {
    const route = this.route('', true);
    if (route.kind !== 'model') return;
    const provider = this.#provider(route.provider);
    if (!('kind' in provider)) provider.prepare?.();
  }

  /** Where another model than the chain's first is asked first, for people. */
  preferences(): readonly { readonly languageId: string; readonly preferred: string; readonly before: string }[] {
    const languages = new Set(this.proficiency.table().map(({ languageId }) => languageId));
    const [before] = this.#chain();
    return [...languages].flatMap((languageId) => {
      const [preferred] = this.#chainFor(languageId);
      const isMoved = preferred !== undefined && before !== undefined && preferred !== before;
      return isMoved
        ? [{ languageId, preferred: this.#modelOf(preferred) ?? preferred, before: this.#modelOf(before) ?? before }]
        : [];
    });
  }

  /** The key of a provider, or the settings, have changed: what they held back is tried again. */
  release(what: 'key' | 'settings', id?: ProviderId): void {
    for (const [known, { breaker }] of this.#entries) {
      if (id === undefined || id === known) breaker.release(what);
    }
    // Another model or another server: what was measured is not its own.
    if (what === 'settings' && id !== undefined) this.#entry(id).health = new Health();
    this.#changed.fire();
  }

  /** How fast a provider's server reads prompt that it has not cached; undefined until measured, or where it hides. */
  promptTokensPerSecond(provider: CompletionProvider): number | undefined {
    // Hosted services read faster than the network lets us see.
    if (provider.destination.locality === 'hosted') return undefined;
    return this.#entry(provider.id).health.summary().promptTokensPerSecond;
  }

  status(): readonly ProviderStatus[] {
    const now = this.#host.clock.now();
    return this.#chain().map((id) => {
      const entry = this.#entry(id);
      const provider = id === 'embedded' ? undefined : this.#provider(id);
      const isMissing = provider !== undefined && 'kind' in provider;
      return {
        id,
        model: provider === undefined || isMissing ? undefined : provider.model,
        breaker: entry.breaker.state(now),
        health: entry.health.summary(),
        activeRequests: entry.activeRequests,
        memory: provider === undefined || isMissing ? undefined : provider.memory?.(),
        problem: isMissing ? provider.message : entry.lastProblem,
      };
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  async *#ask(
    provider: CompletionProvider,
    prompt: SendablePrompt,
    request: RoutedRequest,
    signal: AbortSignal,
  ): AsyncGenerator<RoutedPart, void, void> {
    const { temperature, streamTimeoutMs } = this.#settings();
    const entry = this.#entry(provider.id);
    const restorer = this.#gate.createRestorer(prompt);
    let hasText = false;
    entry.breaker.didAsk(this.#host.clock.now());
    entry.activeRequests += 1;
    this.#changed.fire();
    let outcome: 'unknown' | 'known' = 'unknown';
    try {
      yield { kind: 'asked', provider };
      const parts = provider.complete(
        {
          prompt,
          maxTokens: request.maxTokens,
          temperature,
          stop: request.stop,
          firstTokenTimeoutMs: streamTimeoutMs,
          cacheKey: request.cacheKey,
        },
        signal,
      );
      for await (const part of parts) {
        if (part.kind === 'text') {
          hasText = true;
          const text = restorer.push(part.text);
          if (text !== '') yield { kind: 'text', text };
          continue;
        }
        const rest = restorer.end();
        if (rest !== '') yield { kind: 'text', text: rest };
        this.#didEnd(provider, entry, part.end);
        outcome = 'known';
        yield part;
      }
    } catch (error) {
      outcome = 'known';
      const failure = isProviderError(error) ? error : this.#faultOf(provider.id, error);
      this.#didFail(provider.id, entry, failure);
      if (!hasText) throw failure;
      yield* brokenOff(restorer.end());
    } finally {
      entry.activeRequests -= 1;
      if (outcome === 'unknown') entry.breaker.didCancel();
      this.#changed.fire();
    }
  }

  #didEnd(provider: CompletionProvider, entry: Entry, end: StreamEnd): void {
    const price = priceOf(provider.id, end.modelVersion ?? provider.model, this.#settings().prices);
    if (price !== undefined && end.usage !== undefined) this.budget.spend(costOf(end.usage, price));
    // A stream that we ended ourselves has still shown how soon the service speaks.
    if (end.reason === 'cancelled' && end.ttftMs === undefined) {
      entry.breaker.didCancel();
      return;
    }
    entry.health.didSucceed(end);
    entry.breaker.didSucceed();
    entry.lastProblem = undefined;
  }

  /** What goes wrong in Midfill's own code for a service is held against that service: the next one may do better. */
  #faultOf(id: ProviderId, error: unknown): ProviderError {
    const reason = error instanceof Error ? error.message : 'unknown';
    this.#host.log
      .child('routing')
      .error('Asking a provider failed for an unexpected reason.', { provider: id, reason });
    return new ProviderError('bad-response', `Midfill could not read the answer. 'Midfill: Show Log' says why.`, {
      isRetryable: true,
      cause: error,
    });
  }

  #didFail(id: ProviderId, entry: Entry, error: ProviderError): void {
    const now = this.#host.clock.now();
    entry.health.didFail();
    entry.breaker.didFail({ kind: error.kind, retryAfterMs: error.retryAfterMs }, now);
    entry.lastProblem = error.message;
    this.#host.log.child('routing').warn('A provider failed.', {
      provider: id,
      error: error.kind,
      status: error.status,
      breaker: entry.breaker.state(now).kind,
    });
    this.#shared.publish(id, entry.breaker.state(now));
  }

  /** Why a provider isn't asked now; undefined where it may be. */
  #verdict(provider: CompletionProvider, languageId: string, isExplicit: boolean): NoRouteReason | undefined {
    const refusal = this.#gate.refusalFor(provider.destination);
    if (refusal !== undefined) return refusal;
    const { licensePolicy, prices } = this.#settings();
    if (judgeLicence(provider.id, provider.model, licensePolicy).kind === 'refused') return 'licence';
    const isMetered = priceOf(provider.id, provider.model, prices) !== undefined;
    if (isMetered && this.budget.isExhausted()) return 'paused-by-budget';
    if (!isExplicit && this.proficiency.isHeldBack(provider.model, languageId)) return 'held-back-language';
    const { breaker } = this.#entry(provider.id);
    const now = this.#host.clock.now();
    if (breaker.mayAsk(now)) return undefined;
    const state = breaker.state(now);
    return state.kind === 'closed' ? 'unreachable' : state.reason;
  }

  /** The chain, with the model first that this user takes most from in this language. */
  #chainFor(languageId: string): readonly ProviderId[] {
    return this.proficiency.order(this.#chain(), (id) => this.#modelOf(id), languageId);
  }

  #modelOf(id: ProviderId): string | undefined {
    const provider = id === 'embedded' ? undefined : this.#provider(id);
    return provider === undefined || 'kind' in provider ? undefined : provider.model;
  }

  #chain(): readonly ProviderId[] {
    const { provider, fallback } = this.#settings();
    return [...new Set([provider, ...fallback])];
  }

  #entry(id: ProviderId): Entry {
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    const entry: Entry = {
      breaker: new CircuitBreaker(),
      health: new Health(),
      activeRequests: 0,
      lastProblem: undefined,
    };
    this.#entries.set(id, entry);
    return entry;
  }
}

/** A stream that failed after its first text ends as one that broke off: what came is usable. */
function* brokenOff(rest: string): Generator<StreamPart, void, void> {
  if (rest !== '') yield { kind: 'text', text: rest };
  yield { kind: 'end', end: { reason: 'truncated', totalMs: 0 } };
}
