/** Something with an end. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Makes a disposable of a function, which runs once at most. */
export function toDisposable(dispose: () => void): Disposable {
  let isDisposed = false;
  return {
    dispose(): void {
      if (isDisposed) return;
      isDisposed = true;
      dispose();
    },
  };
}

/** Owns disposables. What is added after its own end is disposed at once, so nothing outlives its owner. */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#isDisposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  /** Disposes of one item before the store's own end. */
  delete(item: Disposable): void {
    if (this.#items.delete(item)) item.dispose();
  }

  /** Disposes of all items, the newest first; the store stays usable. */
  clear(): void {
    const items = [...this.#items].reverse();
    this.#items.clear();
    for (const item of items) item.dispose();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.clear();
  }
}

/** A slot for one disposable: setting it disposes of what was there, so that replacing can't forget to cancel. */
export class DisposableSlot<T extends Disposable> implements Disposable {
  #value: T | undefined;
  #isDisposed = false;

  get value(): T | undefined {
    return this.#value;
  }

  set value(next: T | undefined) {
    if (next === this.#value) return;
    this.#value?.dispose();
    this.#value = next;
    if (this.#isDisposed) this.clear();
  }

  clear(): void {
    this.#value?.dispose();
    this.#value = undefined;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.clear();
  }
}
