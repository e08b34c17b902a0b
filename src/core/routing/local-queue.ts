import { onAbort } from '../../base/abort.ts';

/**
 * Lets so many requests at once to a server of one's own, over all documents: a second one would only slow the first,
 * or throw its cached prompt away. The newest goes first, since it is the one that somebody waits for.
 */
export class LocalQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Resolves with what must be called at the request's end; with undefined where the signal aborted before its turn. */
  async enter(slots: number, signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    if (this.#running < slots) this.#running += 1;
    else if (!(await this.#turn(signal))) return undefined;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      const next = this.#waiting.pop();
      // Handed over: were it free for a moment, another that asks in that moment would be one too many.
      if (next === undefined) this.#running -= 1;
      else next();
    };
  }

  #turn(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const go = (): void => {
        abortion.dispose();
        resolve(true);
      };
      const abortion = onAbort(signal, () => {
        const at = this.#waiting.indexOf(go);
        if (at !== -1) this.#waiting.splice(at, 1);
        resolve(false);
      });
      this.#waiting.push(go);
    });
  }
}
