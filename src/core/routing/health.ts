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
/** What was measured this long ago counts for a third of a new value. */
const fadesInMs = 60_000;
/** A slow provider is tried again after this long. */
const slowForMs = 60_000;

/** Follows a provider's time to first token, speed and errors. Times are of a clock that never goes back. */
export class Health {
  #ttftMs: number | undefined;
  #errorRate = 0;
  #requests = 0;
  #tokensPerSecond: number | undefined;
  #lastAt = -Infinity;
  readonly #reading = new ReadingSpeed();

  didSucceed(end: StreamEnd, now: number): void {
    const weight = this.#weigh(now);
    this.#errorRate *= 1 - weight;
    this.#ttftMs = blend(this.#ttftMs, end.ttftMs, weight);
    this.#tokensPerSecond = blend(this.#tokensPerSecond, writingSpeed(end), weight);
    this.#reading.didEnd(end);
  }

  didFail(now: number): void {
    const weight = this.#weigh(now);
    this.#errorRate = this.#errorRate * (1 - weight) + weight;
  }

  /** Whether its first text takes longer than that, as far as was seen lately. */
  isSlow(thresholdMs: number, now: number): boolean {
    return this.#ttftMs !== undefined && this.#ttftMs > thresholdMs && now - this.#lastAt < slowForMs;
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

  /** The older what is known, the more a new value counts. */
  #weigh(now: number): number {
    const weight = this.#requests === 0 ? gain : Math.max(gain, 1 - Math.exp(-(now - this.#lastAt) / fadesInMs));
    this.#requests += 1;
    this.#lastAt = now;
    return weight;
  }
}

function writingSpeed({ usage, ttftMs, totalMs }: StreamEnd): number | undefined {
  if (usage === undefined || ttftMs === undefined || totalMs <= ttftMs) return undefined;
  return (usage.completionTokens / (totalMs - ttftMs)) * 1000;
}

function blend(before: number | undefined, value: number | undefined, weight: number): number | undefined {
  if (value === undefined) return before;
  return before === undefined ? value : before + weight * (value - before);
}
