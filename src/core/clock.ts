import { onAbort } from '../base/abort.ts';
import type { Clock } from './host.ts';

/** Waits on the host's clock. Resolves `true` when the time has passed, `false` as soon as the signal aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve(false);
      return;
    }
    const timer = clock.setTimer(delayMs, () => {
      abortion?.dispose();
      resolve(true);
    });
    const abortion =
      signal &&
      onAbort(signal, () => {
        timer.dispose();
        resolve(false);
      });
  });
}

/** A signal that aborts after a time on the host's clock, with a way to call that off. */
export function timeoutSignal(clock: Clock, delayMs: number): { readonly signal: AbortSignal; cancel(): void } {
  const controller = new AbortController();
  const timer = clock.setTimer(delayMs, () => controller.abort());
  return { signal: controller.signal, cancel: () => timer.dispose() };
}
