import type { Disposable } from '../base/disposable.ts';
import { DisposableSlot, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Clock } from '../core/host.ts';

/** Clocks are set anew, and machines sleep: a timer alone would not notice. */
const longestWaitMs = 60_000;

/** A pause that ends by itself, at the time of day that people were told. */
export class Snooze implements Disposable {
  readonly #clock: Clock;
  readonly #store = new DisposableStore();
  readonly #timer = this.#store.add(new DisposableSlot<Disposable>());
  readonly #changed = this.#store.add(new Emitter<void>());
  #until: number | undefined;
  readonly onDidChange = this.#changed.event;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds since 1970; undefined while there is no pause. */
  get until(): number | undefined {
    return this.#until;
  }

  start(durationMs: number): void {
    this.#until = this.#clock.now() + durationMs;
    this.#wait(durationMs);
    this.#changed.fire();
  }

  end(): void {
    if (this.#until === undefined) return;
    this.#until = undefined;
    this.#timer.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #wait(leftMs: number): void {
    this.#timer.value = this.#clock.setTimer(Math.min(leftMs, longestWaitMs), () => {
      const stillMs = (this.#until ?? 0) - this.#clock.now();
      if (stillMs > 0) this.#wait(stillMs);
      else this.end();
    });
  }
}
