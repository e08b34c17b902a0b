import type { ContextView } from './file-index.ts';
import { type IndexSlice, placeAt } from './index-slice.ts';
import type { MatchList } from './match-list.ts';
import { sourceFar, sourceNear } from './match-list.ts';
import { sortedDepth } from './context-sort.ts';
import { fileStart, withoutSpace } from './token.ts';

/** Matches taken on either side: what is longest comes first. */
const mostFound = 40;

export interface SliceLookUp {
  /** Neighbours looked at on either side. */
  readonly reach: number;
  /** Only next tokens that pass count. */
  readonly filter: { readonly mask: number; readonly value: number };
  /** Also those that are too short to be among the ones that are kept. */
  readonly isAll: boolean;
}

/** Answers look-ups from one slice. Files that changed or closed since are skipped, not removed. */
export class SliceSearch {
  readonly slice: IndexSlice;
  readonly #isGone: Uint8Array;
  readonly #isNear: Uint8Array;
  /** Without those of files that were taken out. */
  readonly #slots: number;
  #liveFiles: number;
  #hasNear = false;

  constructor(slice: IndexSlice) {
    this.slice = slice;
    this.#slots = slice.sorted.length / 3;
    this.#isGone = new Uint8Array(slice.uris.length);
    this.#isNear = new Uint8Array(slice.uris.length);
    this.#liveFiles = slice.uris.length;
  }

  /** Of tokens. */
  get count(): number {
    return this.slice.tokens.length;
  }

  /** The token there. */
  at(position: number): number {
    return this.slice.numbers[this.slice.tokens[position] ?? 0] ?? fileStart;
  }

  /** The place in a slot of the order by context. */
  placeIn(slot: number): number {
    return placeAt(this.slice.sorted, slot);
  }

  get liveFiles(): number {
    return this.#liveFiles;
  }

  setGone(file: number, isGone: boolean): void {
    if ((this.#isGone[file] === 1) === isGone) return;
    this.#isGone[file] = isGone ? 1 : 0;
    this.#liveFiles += isGone ? -1 : 1;
  }

  /** Marks the files of the directory that is worked in. */
  setNear(isNear: (uri: string) => boolean): void {
    for (const [file, uri] of this.slice.uris.entries()) this.#isNear[file] = isNear(uri) ? 1 : 0;
    this.#hasNear = this.#isNear.includes(1);
  }

  lookUp(context: ContextView, into: MatchList, options: SliceLookUp): void {
    if (this.#liveFiles === 0) return;
    into.from(this);
    const low = this.#firstSlot(context, false);
    this.#walk(context, into, { options, from: low, step: 1 });
    this.#walk(context, into, { options, from: low - 1, step: -1 });
  }

  /** Goes outward from where the context would stand: what is in common only gets shorter. */
  #walk(
    context: ContextView,
    into: MatchList,
    walk: { readonly options: SliceLookUp; readonly from: number; readonly step: number },
  ): void {
    const { reach, filter, isAll } = walk.options;
    let found = 0;
    let left = reach;
    for (let slot = walk.from; left > 0 && slot >= 0 && slot < this.#slots; slot += walk.step) {
      left -= 1;
      const position = this.placeIn(slot);
      const token = this.at(position);
      if ((token & filter.mask) !== filter.value || token === fileStart) continue;
      const length = this.#commonLength(position, context);
      if (length === 0) return;
      // Farther than it is sorted, a longer one may still follow.
      if (!isAll && length < sortedDepth && length <= into.enoughLength(this.#hasNear)) return;
      const file = this.#fileAt(position);
      if (this.#isGone[file] === 1) continue;
      const source = this.#isNear[file] === 1 ? sourceNear : sourceFar;
      into.add(token, length, source, 0, position);
      found += 1;
      if (found === mostFound) return;
    }
  }

  /** Where the places whose context ends like `context` stand in `sorted`. */
  rangeOf(context: ContextView): { readonly low: number; readonly high: number } {
    return { low: this.#firstSlot(context, false), high: this.#firstSlot(context, true) };
  }

  /** The first slot that does not come before the context; with `after`, nor agrees with all of it. */
  #firstSlot(context: ContextView, after: boolean): number {
    let low = 0;
    let high = this.#slots;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const position = this.placeIn(middle);
      const isBefore =
        this.#comesBefore(position, context) || (after && this.#commonLength(position, context) >= context.count);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The place with the longest context in common whose token fits; the first of equals. */
  longest(
    context: ContextView,
    fits: (token: number) => boolean,
  ): { readonly position: number; readonly length: number } | null {
    const start = this.#firstSlot(context, false);
    let best: { position: number; length: number } | null = null;
    for (const step of [1, -1]) {
      for (let slot = step > 0 ? start : start - 1; slot >= 0 && slot < this.#slots; slot += step) {
        const position = this.placeIn(slot);
        const length = this.#commonLength(position, context);
        if (length === 0 || length <= (best?.length ?? 0)) break;
        const token = this.at(position);
        const isUsable = token !== fileStart && this.#isGone[this.#fileAt(position)] !== 1 && fits(token);
        if (isUsable) best = { position, length };
      }
    }
    return best;
  }

  #comesBefore(position: number, context: ContextView): boolean {
    const { numbers, tokens } = this.slice;
    for (let at = 0; at < sortedDepth && at < context.count; at += 1) {
      const here = position - 1 - at < 0 ? fileStart : withoutSpace(numbers[tokens[position - 1 - at] ?? 0] ?? 0);
      const there = withoutSpace(context.tokens[context.count - 1 - at] ?? 0);
      if (here !== there) return here < there;
      if (here === fileStart) return false;
    }
    return false;
  }

  #commonLength(position: number, context: ContextView): number {
    const { numbers, tokens } = this.slice;
    const most = Math.min(64, position, context.count);
    let length = 0;
    while (length < most) {
      const here = withoutSpace(numbers[tokens[position - 1 - length] ?? 0] ?? 0);
      if (here !== withoutSpace(context.tokens[context.count - 1 - length] ?? 0)) break;
      length += 1;
      if (here === fileStart) break;
    }
    return length;
  }

  #fileAt(position: number): number {
    const { fileStarts } = this.slice;
    let low = 0;
    let high = fileStarts.length;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if ((fileStarts[middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The text of a token, its blank included. */
  textOf(token: number): string | undefined {
    const { numbers, words } = this.slice;
    const { offsets, characters } = words;
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((numbers[middle] ?? 0) < token) low = middle + 1;
      else high = middle;
    }
    const text = characters.subarray(offsets[low], offsets[low + 1]);
    return numbers[low] !== token || text.length === 0 ? undefined : String.fromCharCode(...text);
  }
}
