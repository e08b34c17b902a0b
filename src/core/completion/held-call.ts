import { onAbort } from '../../base/abort.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Clock } from '../host.ts';
import type { CompletionAnswer } from './api.ts';

/** A provider call that waits for its answer: until there is one, its time is up, or the editor no longer wants it. */
export class HeldCall implements Disposable {
  readonly answer: Promise<CompletionAnswer>;
  readonly #store = new DisposableStore();
  #resolve: (answer: CompletionAnswer) => void = () => {};
  #isPending = true;

  constructor(signal: AbortSignal, onDetached: () => void) {
    this.answer = new Promise((resolve) => (this.#resolve = resolve));
    this.#store.add(onAbort(signal, onDetached));
  }

  get isPending(): boolean {
    return this.#isPending;
  }

  /** Calls back after a time, unless the call was answered before. */
  after(clock: Clock, delayMs: number, callback: () => void): void {
    this.#store.add(clock.setTimer(delayMs, callback));
  }

  settle(answer: CompletionAnswer): void {
    if (!this.#isPending) return;
    this.#isPending = false;
    this.#store.dispose();
    this.#resolve(answer);
  }

  /** Answers with nothing: the editor has gone on. */
  dispose(): void {
    this.settle({ suggestions: [], outcome: { kind: 'cancelled', during: 'stream' } });
  }
}
