import { release } from '../../base/release.ts';
import { type IndexSlice, packTokens, placeAt, setPlace, tokensOf } from './index-slice.ts';
import { fileStart } from './token.ts';

/**
 * A slice without the files that are not wanted: nothing of them is left in it, their words neither. Within a file,
 * places keep their order: what they are ordered by ends at the file's start. The starts themselves have the file
 * before as their context, and are never looked for, so they go.
 */
export function withoutFiles(slice: IndexSlice, isWanted: (uri: string) => boolean): IndexSlice {
  const { uris, fileStarts, sorted } = slice;
  if (uris.every(isWanted)) return slice;
  const tokens = tokensOf(slice);
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
  const places = new Uint8Array(sorted.length);
  let slots = 0;
  for (let slot = 0; slot < sorted.length / 3; slot += 1) {
    const target = moved[placeAt(sorted, slot)] ?? -1;
    if (target >= 0) setPlace(places, slots++, target);
  }
  const text = textsOf(slice);
  const smaller = {
    uris: uris.filter(isWanted),
    fileStarts: Uint32Array.from(starts),
    sorted: places.slice(0, slots * 3),
    ...packTokens(kept.subarray(0, count), (token) => text.get(token)),
  };
  for (const array of [tokens, kept, moved, places]) release(array);
  return smaller;
}

function textsOf({ numbers, words: { offsets, characters } }: IndexSlice): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  for (const [place, number] of numbers.entries()) {
    texts.set(number, String.fromCharCode(...characters.subarray(offsets[place], offsets[place + 1])));
  }
  return texts;
}
