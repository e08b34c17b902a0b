/** What has been measured of a provider in this window. */
export interface HealthSummary {
  /** Decaying mean, undefined before the first answer. */
  readonly ttftMs: number | undefined;
  /** Share of recent requests that failed, decaying; cancelled ones don't count. */
  readonly errorRate: number;
  readonly requests: number;
  readonly tokensPerSecond: number | undefined;
}

/** A new value counts for a fifth: about the last ten requests matter, as in a round-trip estimate. */
const gain = 0.2;

/** Follows a provider's time to first token, speed and errors. */
export class Health {
  #ttftMs: number | undefined;
  #errorRate = 0;
  #requests = 0;
  #tokensPerSecond: number | undefined;

  didSucceed(measured: { readonly ttftMs?: number | undefined; readonly tokensPerSecond?: number | undefined }): void {
    this.#requests += 1;
    this.#errorRate *= 1 - gain;
    this.#ttftMs = blend(this.#ttftMs, measured.ttftMs);
    this.#tokensPerSecond = blend(this.#tokensPerSecond, measured.tokensPerSecond);
  }

  didFail(): void {
    this.#requests += 1;
    this.#errorRate = this.#errorRate * (1 - gain) + gain;
  }

  summary(): HealthSummary {
    return {
      ttftMs: this.#ttftMs,
      errorRate: this.#errorRate,
      requests: this.#requests,
      tokensPerSecond: this.#tokensPerSecond,
    };
  }
}

function blend(before: number | undefined, value: number | undefined): number | undefined {
  if (value === undefined) return before;
  return before === undefined ? value : before + gain * (value - before);
}
