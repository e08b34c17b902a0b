/** Files by a key. Most keys have one file, which stands for itself: a set of its own would weigh more than the file. */
export class FileLists<File extends object> {
  readonly #lists = new Map<string, File | File[]>();
  readonly #mostPerKey: number;

  constructor(mostPerKey = Infinity) {
    this.#mostPerKey = mostPerKey;
  }

  get size(): number {
    return this.#lists.size;
  }

  get(key: string): readonly File[] {
    const known = this.#lists.get(key);
    if (known === undefined) return [];
    return Array.isArray(known) ? known : [known];
  }

  /** A file that is not under the key yet. */
  add(key: string, file: File): void {
    const known = this.#lists.get(key);
    if (known === undefined) this.#lists.set(key, file);
    else if (!Array.isArray(known)) this.#lists.set(key, [known, file]);
    else if (known.length < this.#mostPerKey) known.push(file);
  }

  delete(key: string, file: File): void {
    const left = this.get(key).filter((other) => other !== file);
    const [first] = left;
    if (first === undefined) this.#lists.delete(key);
    else this.#lists.set(key, left.length === 1 ? first : left);
  }

  clear(): void {
    this.#lists.clear();
  }
}
