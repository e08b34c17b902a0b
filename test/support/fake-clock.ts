import { type Disposable, toDisposable } from '../../src/base/disposable.ts';
import type { Clock } from '../../src/core/host.ts';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. Promise callbacks run between timers, as they would in life. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #startedAt: number;
  #elapsedMs = 0;
  #lastOrder = 0;

  constructor(startedAt = Date.UTC(2026, 10, 20, 9, 0, 0)) {
    this.#startedAt = startedAt;
  }

  now(): number {
    return this.#startedAt + this.#elapsedMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  setTimer(delayMs: number, callback: () => void): Disposable {
    this.#lastOrder += 1;
    const timer: Timer = { due: this.#elapsedMs + Math.max(0, delayMs), order: this.#lastOrder, callback };
    this.#timers.add(timer);
    return toDisposable(() => this.#timers.delete(timer));
  }

  /** Timers that have not fired and were not disposed of: a leak at a suite's end. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** The machine sleeps: the time of day goes on, and nothing else. */
  sleep(milliseconds: number): void {
    this.#startedAt += milliseconds;
  }

  /** Moves time on, firing what comes due in order, with promise callbacks run before and after each. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#elapsedMs + milliseconds;
    await settle();
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#elapsedMs = Math.max(this.#elapsedMs, timer.due);
      timer.callback();
      await settle();
    }
    this.#elapsedMs = end;
    await settle();
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due > end) continue;
      if (next === undefined || timer.due < next.due || (timer.due === next.due && timer.order < next.order)) {
        next = timer;
      }
    }
    return next;
  }
}

/** Lets every promise callback that is due run, however long their chain. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
