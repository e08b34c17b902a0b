import { type Disposable, toDisposable } from './disposable.ts';

/** Runs `listener` when the signal aborts, at once where it already has. Disposing of the result takes it back. */
export function onAbort(signal: AbortSignal, listener: () => void): Disposable {
  if (signal.aborted) {
    listener();
    return toDisposable(() => {});
  }
  signal.addEventListener('abort', listener, { once: true });
  return toDisposable(() => signal.removeEventListener('abort', listener));
}

/** Whether an error is how an aborted operation ends, in this or another bundle. */
export function isAbortError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}
