import type { ProviderErrorKind } from '../providers/errors.ts';

/** Why a provider is not asked, and for how long. Times in milliseconds since 1970. */
export type BreakerState =
  | { readonly kind: 'closed' }
  /** Not asked until then. */
  | { readonly kind: 'open'; readonly reason: ProviderErrorKind; readonly until: number; readonly openings: number }
  /** One request may try; what becomes of it decides. */
  | { readonly kind: 'half-open'; readonly reason: ProviderErrorKind; readonly openings: number }
  /** Time doesn't mend it: the key, the plan or the settings must change. */
  | { readonly kind: 'held'; readonly reason: ProviderErrorKind; readonly until: 'key' | 'settings' };

export interface Failure {
  readonly kind: ProviderErrorKind;
  readonly retryAfterMs: number | undefined;
}

/** Services ask for at most minutes; a longer wait than this was misread or is not worth trusting. */
const longestPauseMs = 60 * 60_000;
const shortestPauseMs = 1000;
/** How many failures in a row open the breaker, by kind; what isn't listed says nothing about the service. */
const failuresToOpen: Partial<Record<ProviderErrorKind, number>> = {
  unreachable: 1,
  'rate-limited': 1,
  overloaded: 2,
  timeout: 3,
  'server-error': 3,
  'bad-response': 3,
  'model-not-found': 1,
};
const firstPauseMs: Partial<Record<ProviderErrorKind, number>> = {
  unreachable: 2000,
  'rate-limited': 10_000,
  overloaded: 5000,
  timeout: 10_000,
  'server-error': 5000,
  'bad-response': 10_000,
  // It may be pulled, or its server started with it, at any time.
  'model-not-found': 30_000,
};
const longestBackoffMs = 2 * 60_000;

/**
 * Decides whether a provider is asked, from how its last requests went. Pure state: the clock's time is handed in.
 *
 *   closed --failures in a row--> open --pause over--> half-open --success--> closed
 *                                  ^------------failure----------'
 */
export class CircuitBreaker {
  #state: BreakerState = { kind: 'closed' };
  #failuresInARow = 0;
  #isProbing = false;

  /** The state at a time; an open breaker whose pause is over is half-open. */
  state(now: number): BreakerState {
    if (this.#state.kind === 'open' && now >= this.#state.until) {
      this.#state = { kind: 'half-open', reason: this.#state.reason, openings: this.#state.openings };
      this.#isProbing = false;
    }
    return this.#state;
  }

  mayAsk(now: number): boolean {
    const state = this.state(now);
    return state.kind === 'closed' || (state.kind === 'half-open' && !this.#isProbing);
  }

  /** A request goes out: a half-open breaker lets no second one through until this one's end is known. */
  didAsk(now: number): void {
    if (this.state(now).kind === 'half-open') this.#isProbing = true;
  }

  didSucceed(): void {
    this.#failuresInARow = 0;
    this.#isProbing = false;
    if (this.#state.kind !== 'held') this.#state = { kind: 'closed' };
  }

  /** Cancelled requests tell nothing, but end a probe. */
  didCancel(): void {
    this.#isProbing = false;
  }

  didFail({ kind, retryAfterMs }: Failure, now: number): void {
    const wasHalfOpen = this.state(now).kind === 'half-open';
    const openings = this.#state.kind === 'half-open' ? this.#state.openings : 0;
    this.#isProbing = false;
    const hold = holdUntil(kind);
    if (hold !== undefined) {
      this.#state = { kind: 'held', reason: kind, until: hold };
      return;
    }
    const limit = failuresToOpen[kind];
    if (limit === undefined) return;
    this.#failuresInARow += 1;
    if (!wasHalfOpen && this.#failuresInARow < limit) return;
    const backoff = Math.min(longestBackoffMs, (firstPauseMs[kind] ?? shortestPauseMs) * 2 ** openings);
    const pause = Math.min(longestPauseMs, Math.max(shortestPauseMs, retryAfterMs ?? backoff));
    this.#state = { kind: 'open', reason: kind, until: now + pause, openings: openings + 1 };
  }

  /** The key or the settings have changed, or the user asks to try again now. */
  reset(): void {
    this.#state = { kind: 'closed' };
    this.#failuresInARow = 0;
    this.#isProbing = false;
  }

  /** Takes over what another window has found out, where that is worse than what this one knows; whether it is. */
  adopt(other: BreakerState, now: number): boolean {
    const own = this.state(now);
    if (own.kind === 'held') return false;
    if (other.kind === 'held') {
      this.#state = other;
      return true;
    }
    if (other.kind !== 'open' || other.until <= now) return false;
    const until = Math.min(other.until, now + longestPauseMs);
    if (own.kind === 'open' && own.until >= until) return false;
    this.#state = { ...other, until };
    return true;
  }

  /** Another window got through to it, or changed its key. A pause that is over by itself keeps its count. */
  releaseByOther(now: number): void {
    if (this.state(now).kind !== 'half-open') this.reset();
  }
}

function holdUntil(kind: ProviderErrorKind): 'key' | 'settings' | undefined {
  if (kind === 'key-missing' || kind === 'key-refused' || kind === 'payment-required') return 'key';
  if (kind === 'not-found' || kind === 'unsupported') return 'settings';
  return undefined;
}
