/** A pause longer than this is thinking, not typing. */
const longestGapMs = 1000;
const gain = 0.2;

/** Follows the time between keys. The guess before the first is a practised typist's. */
export class Rhythm {
  #gapMs = 180;
  #lastKeyAt: number | undefined;

  didType(now: number): void {
    if (this.#lastKeyAt !== undefined) {
      const gap = now - this.#lastKeyAt;
      if (gap <= longestGapMs) this.#gapMs += gain * (gap - this.#gapMs);
    }
    this.#lastKeyAt = now;
  }

  /** Decaying mean of the time between keys. */
  get gapMs(): number {
    return this.#gapMs;
  }

  get lastKeyAt(): number | undefined {
    return this.#lastKeyAt;
  }
}
