import { release } from '../../base/release.ts';
import { sortByContext } from './context-sort.ts';
import { Lexicon } from './lexicon.ts';
import { fileStart } from './token.ts';
import { TokenList, tokenize } from './tokenizer.ts';

/** Places in the text, start inclusive, end exclusive, that are left out of the index. */
export interface LeftOutSpan {
  readonly start: number;
  readonly end: number;
}

export interface SliceFile {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  readonly leaveOut?: readonly LeftOutSpan[];
}

/**
 * A part of the index: plain data over array buffers, made in one thread, moved to another, written to a file. Token
 * numbers mean the same everywhere, so slices are used side by side without being translated. Five bytes a token: an
 * index has twelve million of them.
 */
export interface IndexSlice {
  readonly uris: readonly string[];
  /** Where each file starts in `tokens`, with a `fileStart` there. */
  readonly fileStarts: Uint32Array;
  /** Every token's number that occurs, once, ascending. */
  readonly numbers: Int32Array;
  /** Each token by its number's place in `numbers`. */
  readonly tokens: Uint16Array | Uint32Array;
  /** Places in `tokens`, by context, three bytes each: see `placeAt`. */
  readonly sorted: Uint8Array;
  readonly words: SliceWords;
}

/** The text of `numbers[i]` is `characters[offsets[i] .. offsets[i + 1]]`, empty where it has none. */
export interface SliceWords {
  readonly offsets: Uint32Array;
  /** Of one byte each where all of them have room in one. */
  readonly characters: Uint8Array | Uint16Array;
}

/** The place in a slot of `sorted`. */
export function placeAt(sorted: Uint8Array, slot: number): number {
  const at = slot * 3;
  return (sorted[at] ?? 0) | ((sorted[at + 1] ?? 0) << 8) | ((sorted[at + 2] ?? 0) << 16);
}

export function setPlace(sorted: Uint8Array, slot: number, place: number): void {
  sorted[slot * 3] = place;
  sorted[slot * 3 + 1] = place >>> 8;
  sorted[slot * 3 + 2] = place >>> 16;
}

/** All tokens of a slice by their numbers. */
export function tokensOf({ numbers, tokens }: IndexSlice): Int32Array {
  const all = new Int32Array(tokens.length);
  for (let position = 0; position < tokens.length; position += 1) {
    all[position] = numbers[tokens[position] ?? 0] ?? fileStart;
  }
  return all;
}

/** All memory of a slice, for handing it to another thread. */
export function buffersOf({ fileStarts, numbers, tokens, sorted, words }: IndexSlice): readonly ArrayBuffer[] {
  const arrays = [fileStarts, numbers, tokens, sorted, words.offsets, words.characters];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}

/** Stands for what was left out; no text, so that it is never suggested. */
const leftOutToken = 8;

/** Makes a slice of some files. Half a second for a megabyte of tokens: not for the thread that answers. */
export function buildSlice(files: readonly SliceFile[]): IndexSlice {
  const characters = files.reduce((sum, { text }) => sum + text.length, 0);
  // Most code has a token in four characters. What grows leaves its earlier selves behind.
  const list = new TokenList(Math.ceil(characters / 3) + 1);
  const lexicon = new Lexicon();
  const fileStarts = new Uint32Array(files.length);
  for (const [index, file] of files.entries()) {
    fileStarts[index] = list.count;
    appendFile(file, list, lexicon);
  }
  const tokens = list.tokens.subarray(0, list.count);
  const places = sortByContext(tokens);
  const sorted = new Uint8Array(tokens.length * 3);
  for (const [slot, place] of places.entries()) setPlace(sorted, slot, place);
  release(places);
  const packed = packTokens(tokens, (token) => lexicon.textOf(token));
  release(list.tokens);
  release(list.starts);
  return { uris: files.map((file) => file.uri), fileStarts, sorted, ...packed };
}

function appendFile(file: SliceFile, list: TokenList, lexicon: Lexicon): void {
  list.push(fileStart, 0);
  let from = 0;
  for (const span of file.leaveOut ?? []) {
    if (span.start > from) tokenize(file.text.slice(from, span.start), list, { lexicon });
    list.push(leftOutToken, 0);
    from = Math.max(from, span.end);
  }
  tokenize(from === 0 ? file.text : file.text.slice(from), list, { lexicon });
}

/** Numbers each distinct token, and packs the texts of all. */
export function packTokens(
  tokens: Int32Array,
  textOf: (token: number) => string | undefined,
): Pick<IndexSlice, 'numbers' | 'tokens' | 'words'> {
  const numbers = Int32Array.from(new Set(tokens)).sort();
  const places = new Map<number, number>();
  for (const [place, number] of numbers.entries()) places.set(number, place);
  const packed = numbers.length <= 0x10000 ? new Uint16Array(tokens.length) : new Uint32Array(tokens.length);
  for (let position = 0; position < tokens.length; position += 1) {
    packed[position] = places.get(tokens[position] ?? fileStart) ?? 0;
  }
  return { numbers, tokens: packed, words: packWords(Array.from(numbers, (number) => textOf(number) ?? '')) };
}

function packWords(texts: readonly string[]): SliceWords {
  const offsets = new Uint32Array(texts.length + 1);
  for (const [place, text] of texts.entries()) offsets[place + 1] = (offsets[place] ?? 0) + text.length;
  const total = offsets.at(-1) ?? 0;
  const isNarrow = texts.every((text) => /^[\0-\xff]*$/.test(text));
  const characters = isNarrow ? new Uint8Array(total) : new Uint16Array(total);
  let at = 0;
  for (const text of texts) {
    for (let index = 0; index < text.length; index += 1) characters[at++] = text.charCodeAt(index);
  }
  return { offsets, characters };
}
