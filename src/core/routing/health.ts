import type { StreamEnd } from '../providers/provider.ts';
import { ReadingSpeed } from './reading-speed.ts';

/** What has been measured of a provider in this window. */
export interface HealthSummary {
  /** Decaying mean, undefined before the first answer. */
  readonly ttftMs: number | undefined;
  /** Share of recent requests that failed, decaying; cancelled ones don't count. */
  readonly errorRate: number;
  readonly requests: number;
  readonly tokensPerSecond: number | undefined;
  /** How fast it reads prompt that it has not cached. */
  readonly promptTokensPerSecond: number | undefined;
}

/** A new value counts for a fifth: about the last ten requests matter, as in a round-trip estimate. */
const gain = 0.2;

/** Follows a provider's time to first token, speed and errors. */
export class Health {
  #ttftMs: number | undefined;
  #errorRate = 0;
  #requests = 0;
  #tokensPerSecond: number | undefined;
  readonly #reading = new ReadingSpeed();

  didSucceed(end: StreamEnd): void {
    this.#requests += 1;
    this.#errorRate *= 1 - gain;
    this.#ttftMs = blend(this.#ttftMs, end.ttftMs);
    this.#tokensPerSecond = blend(this.#tokensPerSecond, writingSpeed(end));
    this.#reading.didEnd(end);
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
      promptTokensPerSecond: this.#reading.tokensPerSecond,
    };
  }
}

function writingSpeed({ usage, ttftMs, totalMs }: StreamEnd): number | undefined {
  if (usage === undefined || ttftMs === undefined || totalMs <= ttftMs) return undefined;
  return (usage.completionTokens / (totalMs - ttftMs)) * 1000;
}

function blend(before: number | undefined, value: number | undefined): number | undefined {
  if (value === undefined) return before;
  return before === undefined ? value : before + gain * (value - before);
}
