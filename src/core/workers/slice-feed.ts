import { type IndexSlice, type SliceFile, buildSlice } from '../embedded/index-slice.ts';
import type { Uri } from '../document.ts';
import type { PreparedFile } from './index-store.ts';

/** The nearest files come first and should help at once: slices start small, and grow to what searches fastest. */
const firstSliceCharacters = 150_000;
const largestSliceCharacters = 4_000_000;
const growth = 4;
/** Files without text count a little, so that they are handed on some time too. */
const charactersWithoutText = 200;
/** Files that were saved one by one make a slice each; so many of them are made into one again. */
const maxSmallSlices = 12;

/** Files of the walk that are handed on together. */
export interface FileBatch {
  readonly files: readonly PreparedFile[];
  readonly slice: IndexSlice | undefined;
}

/** Collects files for the embedded engine's index and makes slices of them. */
export class SliceFeed {
  readonly #send: (batch: FileBatch) => Promise<void>;
  #waiting: { readonly file: PreparedFile; readonly text: SliceFile | undefined }[] = [];
  #characters = 0;
  #target = firstSliceCharacters;
  #small = new Set<Uri>();

  constructor(send: (batch: FileBatch) => Promise<void>) {
    this.#send = send;
  }

  /** Takes a file of the walk. */
  async add(file: PreparedFile, text: SliceFile | undefined): Promise<void> {
    this.#waiting.push({ file, text });
    this.#characters += text?.text.length ?? charactersWithoutText;
    if (this.#characters >= this.#target) await this.flush();
  }

  /** Hands on what waits. */
  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#characters = 0;
    this.#target = Math.min(largestSliceCharacters, this.#target * growth);
    if (waiting.length === 0) return;
    const texts = waiting.flatMap(({ text }) => text ?? []);
    const slice = texts.length === 0 ? undefined : buildSlice(texts);
    await this.#send({ files: waiting.map(({ file }) => file), slice });
  }

  /** A file that changed on its own. `read` gives a file's newest text, or undefined where it is gone. */
  async update(file: SliceFile, read: (uri: Uri) => Promise<SliceFile | undefined>): Promise<void> {
    const uri = file.uri as Uri;
    this.#small.add(uri);
    const others = this.#small.size > maxSmallSlices ? [...this.#small].filter((other) => other !== uri) : [];
    if (others.length > 0) this.#small.clear();
    const texts = await Promise.all(others.map(read));
    await this.#send({ files: [], slice: buildSlice([file, ...texts.filter((other) => other !== undefined)]) });
  }

  /** A file is gone, or no longer for the index. */
  drop(uri: Uri): void {
    this.#waiting = this.#waiting.filter(({ file }) => file.state.uri !== uri);
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
