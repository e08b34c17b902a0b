import { type Disposable, DisposableSlot } from '../base/disposable.ts';
import type { Clock } from './host.ts';

/**
 * Gives out turns of the thread to work that may wait: one to each who asks, in order, so that many small pieces of work
 * never add up to a long one, and keys come in between.
 */
export class Turns implements Disposable {
  readonly #clock: Clock;
  readonly #timer = new DisposableSlot<Disposable>();
  readonly #waiting: (() => void)[] = [];
  /** Somebody has this turn, or had it. */
  #isTaken = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when it is one's turn: at once, where nobody has this one. After `dispose` never. */
  next(): Promise<void> {
    if (this.#isTaken) return this.later();
    this.#take();
    return Promise.resolve();
  }

  /** The same, but not in this turn. */
  later(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#isTaken) this.#take();
    });
  }

  dispose(): void {
    this.#waiting.length = 0;
    this.#timer.clear();
  }

  #take(): void {
    this.#isTaken = true;
    this.#timer.value = this.#clock.setTimer(0, () => {
      const [first] = this.#waiting.splice(0, 1);
      if (first === undefined) this.#isTaken = false;
      else this.#take();
      first?.();
    });
  }
}
