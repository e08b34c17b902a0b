import { type IndexSlice, type SliceFile, buildSlice } from './embedded/index-slice.ts';
import type { Uri } from './document.ts';

/** The nearest files come first and should help at once: slices start small, and grow to what searches fastest. */
const firstSliceCharacters = 150_000;
const largestSliceCharacters = 4_000_000;
const growth = 4;
/** Files that were saved one by one make a slice each; so many of them are made into one again. */
const maxSmallSlices = 12;

/** Collects files for the embedded engine's index and makes slices of them. */
export class SliceFeed {
  readonly #send: (slice: IndexSlice) => Promise<void>;
  #waiting: SliceFile[] = [];
  #characters = 0;
  #target = firstSliceCharacters;
  #small = new Set<Uri>();

  constructor(send: (slice: IndexSlice) => Promise<void>) {
    this.#send = send;
  }

  /** Takes a file of the walk. */
  async add(file: SliceFile): Promise<void> {
    this.#waiting.push(file);
    this.#characters += file.text.length;
    if (this.#characters >= this.#target) await this.flush();
  }

  /** Makes a slice of what waits. */
  async flush(): Promise<void> {
    const files = this.#waiting;
    this.#waiting = [];
    this.#characters = 0;
    this.#target = Math.min(largestSliceCharacters, this.#target * growth);
    if (files.length > 0) await this.#send(buildSlice(files));
  }

  /** A file that changed on its own. `read` gives a file's newest text, or undefined where it is gone. */
  async update(file: SliceFile, read: (uri: Uri) => Promise<SliceFile | undefined>): Promise<void> {
    const uri = file.uri as Uri;
    this.#small.add(uri);
    if (this.#small.size <= maxSmallSlices) {
      await this.#send(buildSlice([file]));
      return;
    }
    const others = await Promise.all([...this.#small].filter((other) => other !== uri).map(read));
    this.#small.clear();
    await this.#send(buildSlice([file, ...others.filter((other) => other !== undefined)]));
  }

  /** A file is gone, or no longer for the index. */
  drop(uri: Uri): void {
    this.#waiting = this.#waiting.filter((file) => file.uri !== uri);
    this.#small.delete(uri);
  }

  /** The other side has nothing any more. */
  startOver(): void {
    this.#waiting = [];
    this.#characters = 0;
    this.#target = firstSliceCharacters;
    this.#small.clear();
  }
}
