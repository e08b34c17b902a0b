import type { Clock } from '../host.ts';

/** A while in which nothing is shown of its own accord. */
export class Snooze {
  readonly #clock: Clock;
  #until = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins anew; 0 ends it. */
  start(durationMs: number): void {
    this.#until = this.#clock.monotonicMs() + durationMs;
  }

  get remainingMs(): number {
    return Math.max(0, this.#until - this.#clock.monotonicMs());
  }
}
