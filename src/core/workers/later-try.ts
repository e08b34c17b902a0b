import { type Disposable, DisposableSlot } from '../../base/disposable.ts';
import { errorName } from '../../base/error-name.ts';
import type { Clock, Log } from '../host.ts';

/** Doubled from the first up to the last. */
const firstWaitMs = 5000;
const lastWaitMs = 600_000;

/** One more try at what went wrong, later and later while it keeps going wrong. */
export class LaterTry implements Disposable {
  readonly #slot = new DisposableSlot<Disposable>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #run: () => void;
  #waitMs = firstWaitMs;
  #isDisposed = false;

  constructor(parts: { readonly clock: Clock; readonly log: Log; readonly run: () => void }) {
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#run = parts.run;
  }

  get isDue(): boolean {
    return this.#slot.value !== undefined;
  }

  /** What goes wrong while a try is due already is found by that one. */
  schedule(message: string, error: unknown): void {
    if (this.#isDisposed || this.isDue) return;
    this.#log.warn(message, { reason: errorName(error), nextTryMs: this.#waitMs });
    this.#slot.value = this.#clock.setTimer(this.#waitMs, this.#run);
    this.#waitMs = Math.min(lastWaitMs, this.#waitMs * 2);
  }

  /** A try has begun. */
  clear(): void {
    this.#slot.clear();
  }

  /** All went well: the next one is soon again. */
  didSucceed(): void {
    this.#waitMs = firstWaitMs;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#slot.dispose();
  }
}
