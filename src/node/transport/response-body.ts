/** What a body asks of the stream that feeds it. */
export interface Flow {
  pause(): void;
  resume(): void;
  /** The reader has left before the end. */
  leave(): void;
}

/** Beyond it the sender is asked to wait: a reader never has more than this and one chunk in memory. */
const highWaterBytes = 256 * 1024;

/** The bytes of one response for one reader. */
export class ResponseBody implements AsyncIterable<Uint8Array> {
  readonly #flow: Flow;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #isPaused = false;
  #state: { kind: 'open' } | { kind: 'ended' } | { kind: 'failed'; error: unknown } = { kind: 'open' };
  #wake: (() => void) | undefined;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  push(chunk: Uint8Array): void {
    if (this.#state.kind !== 'open') return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    if (this.#bytes > highWaterBytes && !this.#isPaused) {
      this.#isPaused = true;
      this.#flow.pause();
    }
    this.#wake?.();
  }

  end(): void {
    if (this.#state.kind === 'open') this.#state = { kind: 'ended' };
    this.#wake?.();
  }

  /** Also takes back what came and was not read yet where `discard` says so, as an abort does. */
  fail(error: unknown, discard: boolean): void {
    if (discard) this.#chunks.length = 0;
    if (this.#state.kind === 'open' || discard) this.#state = { kind: 'failed', error };
    this.#wake?.();
  }

  // Written by hand, since a generator would hold a `return` back until the pending `next` has its chunk.
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined, undefined> {
    return {
      next: () => this.#next(),
      return: () => {
        const isOpen = this.#state.kind === 'open';
        this.#state = { kind: 'ended' };
        this.#chunks.length = 0;
        this.#wake?.();
        if (isOpen) this.#flow.leave();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  async #next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      const value = this.#chunks.shift();
      if (value !== undefined) {
        this.#bytes -= value.byteLength;
        if (this.#isPaused && this.#bytes <= highWaterBytes / 2) {
          this.#isPaused = false;
          this.#flow.resume();
        }
        return { done: false, value };
      }
      if (this.#state.kind === 'failed') throw this.#state.error;
      if (this.#state.kind === 'ended') return { done: true, value: undefined };
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
