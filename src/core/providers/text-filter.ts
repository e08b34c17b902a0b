/**
 * Cuts a streamed text at the first of some stop strings and takes marker tokens out of it, also where they come in
 * pieces: a tail that may still become one is held back until more text decides.
 */
export class TextFilter {
  readonly #stops = new Set<string>();
  readonly #all = new Set<string>();
  #held = '';

  constructor(stops: readonly string[], removals: readonly string[] = []) {
    this.add(stops, removals);
  }

  /** Looks for more, from the next piece on. */
  add(stops: readonly string[], removals: readonly string[] = []): void {
    for (const stop of stops) if (stop !== '') this.#stops.add(stop);
    for (const marker of [...this.#stops, ...removals]) if (marker !== '') this.#all.add(marker);
  }

  /** The text that is safe to show; `isCut` once a stop was met, after which nothing more is to come. */
  push(text: string): { readonly text: string; readonly isCut: boolean } {
    let rest = this.#held + text;
    let safe = '';
    this.#held = '';
    for (;;) {
      const found = this.#firstMarker(rest);
      if (found === undefined) break;
      safe += rest.slice(0, found.at);
      if (this.#stops.has(found.marker)) return { text: safe, isCut: true };
      rest = rest.slice(found.at + found.marker.length);
    }
    const heldLength = this.#possibleStart(rest);
    this.#held = rest.slice(rest.length - heldLength);
    return { text: safe + rest.slice(0, rest.length - heldLength), isCut: false };
  }

  /** What was held back and became no marker. */
  flush(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  /** The one that is complete first, whatever the chunking; of several that end together the longest. */
  #firstMarker(text: string): { readonly at: number; readonly marker: string } | undefined {
    let first: { at: number; marker: string; end: number } | undefined;
    for (const marker of this.#all) {
      const at = text.indexOf(marker);
      if (at === -1) continue;
      const end = at + marker.length;
      if (first === undefined || end < first.end || (end === first.end && at < first.at)) first = { at, marker, end };
    }
    return first;
  }

  /** How long a tail of the text is that some marker starts with. */
  #possibleStart(text: string): number {
    let longest = 0;
    for (const marker of this.#all) {
      for (let length = Math.min(marker.length - 1, text.length); length > longest; length -= 1) {
        if (marker.startsWith(text.slice(text.length - length))) longest = length;
      }
    }
    return longest;
  }
}
