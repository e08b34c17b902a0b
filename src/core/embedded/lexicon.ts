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
    if (!this.#texts.has(token)) this.#texts.set(token, copyOf(text, start, end));
  }

  textOf(token: number): string | undefined {
    return this.#texts.get(token);
  }

  entries(): IterableIterator<[number, string]> {
    return this.#texts.entries();
  }
}

/** From so many characters on, V8 makes a slice that keeps the whole text alive. */
const shortestShared = 13;

function copyOf(text: string, start: number, end: number): string {
  if (end - start < shortestShared || end - start > 1000) return text.slice(start, end);
  const codes: number[] = [];
  for (let index = start; index < end; index += 1) codes.push(text.charCodeAt(index));
  return String.fromCharCode(...codes);
}
