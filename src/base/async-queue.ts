/**
 * One writer's values handed to one reader in order. The reader waits on an empty queue; `end` or `fail` releases it
 * after what was pushed before. Unbounded: the writer bounds what it pushes.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #state: { kind: 'open' } | { kind: 'ended' } | { kind: 'failed'; error: unknown } = { kind: 'open' };
  #wake: (() => void) | undefined;

  push(value: T): void {
    if (this.#state.kind !== 'open') return;
    this.#values.push(value);
    this.#release();
  }

  end(): void {
    if (this.#state.kind === 'open') this.#state = { kind: 'ended' };
    this.#release();
  }

  fail(error: unknown): void {
    if (this.#state.kind === 'open') this.#state = { kind: 'failed', error };
    this.#release();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      while (this.#values.length > 0) yield this.#values.shift() as T;
      if (this.#state.kind === 'failed') throw this.#state.error;
      if (this.#state.kind === 'ended') return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #release(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
