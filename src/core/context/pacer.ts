import { sleep } from '../clock.ts';
import type { Clock } from '../host.ts';

/** Work in slices with rests between them, so that it never takes more than its share of a core. */
export class Pacer {
  readonly #clock: Clock;
  readonly #share: number;
  readonly #sliceMs: number;
  #sliceStart: number;

  constructor(clock: Clock, { share, sliceMs }: { readonly share: number; readonly sliceMs: number }) {
    this.#clock = clock;
    this.#share = share;
    this.#sliceMs = sliceMs;
    this.#sliceStart = clock.monotonicMs();
  }

  /** To be awaited between pieces of work. Rests once a slice is used up; says whether to go on. */
  async turn(signal: AbortSignal): Promise<boolean> {
    const workedMs = this.#clock.monotonicMs() - this.#sliceStart;
    if (workedMs >= this.#sliceMs) {
      // A piece may take longer than its slice: the rest pays for what it took.
      await sleep(this.#clock, workedMs * (1 / this.#share - 1), signal);
      this.start();
    }
    return !signal.aborted;
  }

  /** What came before was not work: waiting, or nothing to do. */
  start(): void {
    this.#sliceStart = this.#clock.monotonicMs();
  }
}
