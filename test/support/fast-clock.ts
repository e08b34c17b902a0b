import { type Disposable, toDisposable } from '../../src/base/disposable.ts';
import type { Clock } from '../../src/core/host.ts';

/** Real time, told faster: what works against real sockets can't have its clock stand still, but needn't wait for it. */
export class FastClock implements Clock {
  readonly #speed: number;
  readonly #pending = new Set<NodeJS.Timeout>();

  constructor(speed: number) {
    this.#speed = speed;
  }

  /** Timers that have not fired and were not disposed of. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  now(): number {
    return Date.now();
  }

  monotonicMs(): number {
    return performance.now() * this.#speed;
  }

  setTimer(delayMs: number, callback: () => void): Disposable {
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      callback();
    }, delayMs / this.#speed);
    this.#pending.add(timer);
    return toDisposable(() => {
      this.#pending.delete(timer);
      clearTimeout(timer);
    });
  }
}
