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
 * A part of the index: plain data over array buffers, made in one thread, moved to another, written to a file.
 * Token numbers mean the same everywhere, so slices are used side by side without being translated.
 */
export interface IndexSlice {
  readonly uris: readonly string[];
  /** Where each file starts in `tokens`, with a `fileStart` there. */
  readonly fileStarts: Uint32Array;
  readonly tokens: Int32Array;
  /** Places in `tokens`, by context. */
  readonly sorted: Uint32Array;
  readonly words: SliceWords;
}

/** The text of the slice's tokens: `tokens` ascending, text i at `characters[offsets[i] .. offsets[i + 1]]`. */
export interface SliceWords {
  readonly tokens: Int32Array;
  readonly offsets: Uint32Array;
  readonly characters: Uint16Array;
}

/** All memory of a slice, for handing it to another thread. */
export function buffersOf({ fileStarts, tokens, sorted, words }: IndexSlice): readonly ArrayBuffer[] {
  const arrays = [fileStarts, tokens, sorted, words.tokens, words.offsets, words.characters];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}

/** Stands for what was left out; no text, so that it is never suggested. */
const leftOutToken = 8;

/** Makes a slice of some files. Half a second for a megabyte of tokens: not for the thread that answers. */
export function buildSlice(files: readonly SliceFile[]): IndexSlice {
  const list = new TokenList();
  const lexicon = new Lexicon();
  const fileStarts = new Uint32Array(files.length);
  for (const [index, file] of files.entries()) {
    fileStarts[index] = list.count;
    appendFile(file, list, lexicon);
  }
  const tokens = list.tokens.slice(0, list.count);
  return {
    uris: files.map((file) => file.uri),
    fileStarts,
    tokens,
    sorted: sortByContext(tokens),
    words: packWords(lexicon),
  };
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

function packWords(lexicon: Lexicon): SliceWords {
  const entries = [...lexicon.entries()].sort(([left], [right]) => left - right);
  const tokens = new Int32Array(entries.length);
  const offsets = new Uint32Array(entries.length + 1);
  let total = 0;
  for (const [index, [token, text]] of entries.entries()) {
    tokens[index] = token;
    total += text.length;
    offsets[index + 1] = total;
  }
  const characters = new Uint16Array(total);
  let at = 0;
  for (const [, text] of entries) {
    for (let index = 0; index < text.length; index += 1) characters[at++] = text.charCodeAt(index);
  }
  return { tokens, offsets, characters };
}
