import type { Host } from '../host.ts';
import type { PrivacyGate } from '../privacy/gate.ts';
import type { SendablePrompt } from '../privacy/sendable-prompt.ts';
import { ProviderError, isProviderError } from '../providers/errors.ts';
import type { CompletionProvider, ProviderId, StreamEnd, StreamPart } from '../providers/provider.ts';
import type { Settings } from '../settings.ts';
import type { DailyBudget } from './daily-budget.ts';
import { costOf, estimateUsage, priceOf } from './prices.ts';
import type { ProviderRecord } from './provider-record.ts';
import type { RoutedPart, RoutedRequest } from './route.ts';
import type { SharedBreakers } from './shared-breakers.ts';

interface Attempt {
  readonly provider: CompletionProvider;
  readonly record: ProviderRecord;
  readonly prompt: SendablePrompt;
  readonly request: RoutedRequest;
}

/** Asks one provider, and keeps what its answer says of it: health, breaker, costs. */
export class Attempts {
  readonly #host: Host;
  readonly #gate: PrivacyGate;
  readonly #settings: () => Settings;
  readonly #budget: DailyBudget;
  readonly #shared: SharedBreakers;
  readonly #onDidChange: () => void;

  constructor(parts: {
    readonly host: Host;
    readonly gate: PrivacyGate;
    readonly settings: () => Settings;
    readonly budget: DailyBudget;
    readonly shared: SharedBreakers;
    readonly onDidChange: () => void;
  }) {
    this.#host = parts.host;
    this.#gate = parts.gate;
    this.#settings = parts.settings;
    this.#budget = parts.budget;
    this.#shared = parts.shared;
    this.#onDidChange = parts.onDidChange;
  }

  /** `record` is the provider's own. Throws a `ProviderError` where no text came. */
  async *ask(
    { provider, record, prompt, request }: Attempt,
    signal: AbortSignal,
  ): AsyncGenerator<RoutedPart, void, void> {
    const { temperature, streamTimeoutMs } = this.#settings();
    const restorer = this.#gate.createRestorer(prompt);
    let received = 0;
    let end: StreamEnd | undefined;
    record.breaker.didAsk(this.#host.clock.now());
    record.rate.didAsk(this.#host.clock.monotonicMs());
    record.activeRequests += 1;
    this.#onDidChange();
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
          received += part.text.length;
          const text = restorer.push(part.text);
          if (text !== '') yield { kind: 'text', text };
          continue;
        }
        const rest = restorer.end();
        if (rest !== '') yield { kind: 'text', text: rest };
        end = this.#withUsage(part.end, provider, prompt, received);
        this.#didEnd(provider, record, part.end);
        outcome = 'known';
        yield { kind: 'end', end };
      }
    } catch (error) {
      outcome = 'known';
      const failure = isProviderError(error) ? error : this.#faultOf(provider.id, error);
      this.#didFail(provider, record, failure);
      if (received === 0) throw failure;
      end = this.#withUsage({ reason: 'truncated', totalMs: 0 }, provider, prompt, received);
      yield* brokenOff(restorer.end(), end);
    } finally {
      this.#charge(provider, end);
      record.activeRequests -= 1;
      if (outcome === 'unknown') record.breaker.didCancel();
      this.#onDidChange();
    }
  }

  /** Services tell the usage at a stream's end only; one that we ended before that costs no less. */
  #withUsage(end: StreamEnd, provider: CompletionProvider, prompt: SendablePrompt, received: number): StreamEnd {
    const isMetered = priceOf(provider.id, provider.model, this.#settings().prices) !== undefined;
    return end.usage !== undefined || !isMetered ? end : { ...end, usage: estimateUsage(prompt, received) };
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

  #charge({ id, model }: CompletionProvider, end: StreamEnd | undefined): void {
    const price = priceOf(id, end?.modelVersion ?? model, this.#settings().prices);
    if (price !== undefined && end?.usage !== undefined) this.#budget.spend(costOf(end.usage, price));
  }

  #didEnd(provider: CompletionProvider, record: ProviderRecord, end: StreamEnd): void {
    // A stream that we ended ourselves has still shown how soon the service speaks.
    if (end.reason === 'cancelled' && end.ttftMs === undefined) {
      record.breaker.didCancel();
      return;
    }
    const now = this.#host.clock.monotonicMs();
    record.health.didSucceed(end, now);
    record.rate.didSucceed(now);
    record.breaker.didSucceed();
    record.lastProblem = undefined;
    this.#shared.withdraw(provider.id);
  }

  #didFail(provider: CompletionProvider, record: ProviderRecord, error: ProviderError): void {
    const { id } = provider;
    const now = this.#host.clock.now();
    record.lastProblem = error.message;
    // It will answer as soon as its model is in memory: nothing to back off from. Where nobody is, nothing is loaded.
    const isLoading = provider.memory?.().loadingForMs !== undefined && error.kind !== 'unreachable';
    if (isLoading) record.breaker.didCancel();
    else {
      record.health.didFail(this.#host.clock.monotonicMs());
      if (error.kind === 'rate-limited') record.rate.didMeetLimit(this.#host.clock.monotonicMs());
      record.breaker.didFail({ kind: error.kind, retryAfterMs: error.retryAfterMs }, now);
    }
    this.#host.log.child('routing').warn('A provider failed.', {
      provider: id,
      error: error.kind,
      status: error.status,
      breaker: record.breaker.state(now).kind,
    });
    this.#shared.publish(id, record.breaker.state(now));
  }
}

/** A stream that failed after its first text ends as one that broke off: what came is usable. */
function* brokenOff(rest: string, end: StreamEnd): Generator<StreamPart, void, void> {
  if (rest !== '') yield { kind: 'text', text: rest };
  yield { kind: 'end', end };
}
