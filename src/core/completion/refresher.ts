import { type Disposable, DisposableSlot } from '../../base/disposable.ts';
import type { Host, RefreshPlace } from '../host.ts';

/** Sooner after a key the next one is likely on its way, and the editor's own call would race ours. */
const restAfterKeyMs = 150;
/** The editor calls back about 100 ms after a refresh; one that doesn't in this time won't. */
const answerWithinMs = 500;
/** A busy editor loses one now and then, and no key may come that would ask for what is there. */
const mostTries = 3;

/**
 * Paints late answers and growth by having the editor ask again; one at a time, never while keys come. Where the host
 * has no refresh, nothing happens and the next key's call finds the text.
 */
export class Refresher implements Disposable {
  readonly #host: Host;
  readonly #timer = new DisposableSlot<Disposable>();
  #asked: { readonly place: RefreshPlace; readonly at: number } | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  get isPossible(): boolean {
    return this.#host.refresh !== undefined;
  }

  /** Refreshes as soon as typing has rested; `isDue` is asked again right before. */
  request(place: RefreshPlace, lastKeyAt: number, isDue: () => boolean): void {
    const { clock } = this.#host;
    const now = clock.monotonicMs();
    const busyUntil = this.#asked === undefined ? 0 : this.#asked.at + answerWithinMs;
    const waitMs = Math.max(lastKeyAt + restAfterKeyMs, busyUntil) - now;
    this.#timer.value = clock.setTimer(Math.max(0, waitMs), () => this.#ask(place, isDue, mostTries));
  }

  /** Whether a call is the editor's answer to a refresh; frees the way for the next one. */
  isAnswer({ uri, version, position }: Omit<RefreshPlace, 'isEmpty'>, isExplicit: boolean): boolean {
    const asked = this.#asked;
    this.#asked = undefined;
    return (
      asked?.place.uri === uri &&
      // Where it wasn't asked as if by hand, such a call is the user's.
      (asked.place.isEmpty || !isExplicit) &&
      asked.place.version === version &&
      asked.place.position.line === position.line &&
      asked.place.position.character === position.character
    );
  }

  cancel(): void {
    this.#timer.clear();
  }

  dispose(): void {
    this.#timer.dispose();
  }

  #ask(place: RefreshPlace, isDue: () => boolean, tries: number): void {
    if (!isDue()) return;
    const { clock } = this.#host;
    const asked = { place, at: clock.monotonicMs() };
    this.#asked = asked;
    this.#host.refresh?.(place);
    if (tries === 1) return;
    this.#timer.value = clock.setTimer(answerWithinMs, () => {
      if (this.#asked === asked) this.#ask(place, isDue, tries - 1);
    });
  }
}
