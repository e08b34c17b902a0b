import type { IndexSlice, SliceWords } from './index-slice.ts';
import { fileStart } from './token.ts';

/** Numbers of `width` bytes each, low byte first. */
interface PackedNumbers {
  readonly width: 2 | 3;
  readonly bytes: Uint8Array;
}

/**
 * A slice as it lies in a file: five bytes a token, or four, where memory takes eight. Tokens are told by their place
 * in `numbers`, which has every number that occurs once, ascending.
 */
export interface PackedSlice {
  readonly uris: readonly string[];
  readonly fileStarts: Uint32Array;
  readonly numbers: Int32Array;
  readonly tokens: PackedNumbers;
  readonly sorted: PackedNumbers;
  readonly words: SliceWords;
}

export function packSlice({ uris, fileStarts, tokens, sorted, words }: IndexSlice): PackedSlice {
  const numbers = Int32Array.from(new Set(tokens)).sort();
  const places = new Map<number, number>();
  for (const [place, number] of numbers.entries()) places.set(number, place);
  const indexes = Uint32Array.from(tokens, (token) => places.get(token) ?? 0);
  return { uris, fileStarts, numbers, tokens: pack(indexes), sorted: pack(sorted), words };
}

/** The slice again, without the files that are not wanted: nothing of them is left in it, their words neither. */
export function unpackSlice(packed: PackedSlice, isWanted: (uri: string) => boolean = () => true): IndexSlice {
  const { uris, fileStarts, numbers, words } = packed;
  const tokens = Int32Array.from(unpack(packed.tokens), (index) => numbers[index] ?? fileStart);
  const all = { uris, fileStarts, tokens, sorted: unpack(packed.sorted), words };
  return uris.every(isWanted) ? all : withoutFiles(all, isWanted);
}

/**
 * Within a file, places keep their order: what they are ordered by ends at the file's start. The starts themselves
 * have the file before as their context, and are never looked for, so they go.
 */
function withoutFiles(slice: IndexSlice, isWanted: (uri: string) => boolean): IndexSlice {
  const { uris, fileStarts, tokens, sorted } = slice;
  const kept = new Int32Array(tokens.length);
  const starts: number[] = [];
  const moved = new Int32Array(tokens.length).fill(-1);
  let count = 0;
  for (const [file, uri] of uris.entries()) {
    if (!isWanted(uri)) continue;
    starts.push(count);
    const end = fileStarts[file + 1] ?? tokens.length;
    for (let at = fileStarts[file] ?? end; at < end; at += 1) {
      const token = tokens[at] ?? fileStart;
      kept[count] = token;
      if (token !== fileStart) moved[at] = count;
      count += 1;
    }
  }
  const places = new Uint32Array(count);
  let place = 0;
  for (const position of sorted) {
    const target = moved[position] ?? -1;
    if (target >= 0) places[place++] = target;
  }
  const keptTokens = kept.slice(0, count);
  return {
    uris: uris.filter(isWanted),
    fileStarts: Uint32Array.from(starts),
    tokens: keptTokens,
    sorted: places.slice(0, place),
    words: wordsOf(slice.words, new Set(keptTokens)),
  };
}

function wordsOf({ tokens, offsets, characters }: SliceWords, used: ReadonlySet<number>): SliceWords {
  const places = [...tokens.keys()].filter((place) => used.has(tokens[place] ?? fileStart));
  const keptOffsets = new Uint32Array(places.length + 1);
  const keptCharacters = new Uint16Array(characters.length);
  let end = 0;
  for (const [index, place] of places.entries()) {
    const text = characters.subarray(offsets[place], offsets[place + 1]);
    keptCharacters.set(text, end);
    end += text.length;
    keptOffsets[index + 1] = end;
  }
  return {
    tokens: Int32Array.from(places, (place) => tokens[place] ?? fileStart),
    offsets: keptOffsets,
    characters: keptCharacters.slice(0, end),
  };
}

function pack(numbers: Uint32Array): PackedNumbers {
  const width = numbers.every((number) => number < 0x10000) ? 2 : 3;
  const bytes = new Uint8Array(numbers.length * width);
  let at = 0;
  for (const number of numbers) {
    bytes[at] = number;
    bytes[at + 1] = number >>> 8;
    if (width === 3) bytes[at + 2] = number >>> 16;
    at += width;
  }
  return { width, bytes };
}

function unpack({ width, bytes }: PackedNumbers): Uint32Array {
  const numbers = new Uint32Array(Math.floor(bytes.length / width));
  for (let index = 0, at = 0; index < numbers.length; index += 1, at += width) {
    const high = width === 3 ? (bytes[at + 2] ?? 0) << 16 : 0;
    numbers[index] = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | high;
  }
  return numbers;
}
