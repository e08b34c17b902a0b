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

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when it is one's turn; after `dispose` never. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) this.#callSoon();
    });
  }

  dispose(): void {
    this.#waiting.length = 0;
    this.#timer.clear();
  }

  #callSoon(): void {
    this.#timer.value = this.#clock.setTimer(0, () => {
      const [first] = this.#waiting.splice(0, 1);
      if (this.#waiting.length > 0) this.#callSoon();
      first?.();
    });
  }
}
