/** The text of each token number, its blank included; a newline's is its description. */
export class Lexicon {
  readonly #texts = new Map<number, string>();

  get size(): number {
    return this.#texts.size;
  }

  add(token: number, text: string): void {
    if (!this.#texts.has(token)) this.#texts.set(token, text);
  }

  addSlice(token: number, text: string, start: number, end: number): void {
    if (!this.#texts.has(token)) this.#texts.set(token, text.slice(start, end));
  }

  textOf(token: number): string | undefined {
    return this.#texts.get(token);
  }

  entries(): IterableIterator<[number, string]> {
    return this.#texts.entries();
  }
}
