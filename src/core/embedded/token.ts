/*
 * A token is one 32-bit number, the same in every thread and every index slice, so that slices need no shared
 * dictionary:
 *
 *   31          9 8     3 2    1   0
 *   [ hash of text | first | kind | space ]
 *
 * `first` are six bits of the text's first character, so that most tokens that don't go on from what is typed are told
 * by their number; `space` says that one blank stands before the text. Contexts are compared without it. Two of
 * 300,000 distinct tokens share a number about 150 times; such a pair costs a wrong guess at worst.
 */

/** Punctuation, operators, keywords and runs of blanks: what a shape keeps as it is. */
export const kindFixed = 0;
/** Identifiers and words in strings and comments. */
export const kindName = 1;
export const kindNumber = 2;
/** A line's end together with how the next line's indentation differs from this one's. */
export const kindNewline = 3;

/** Stands before the first token of every file. */
export const fileStart = 0;

const spaceBit = 1;
const kindShift = 1;

const firstShift = 3;
const hashShift = 9;

export function makeToken(hash: number, kind: number, options: { first: number; hasSpace: boolean }): number {
  return (
    (hash << hashShift) | ((options.first & 63) << firstShift) | (kind << kindShift) | (options.hasSpace ? spaceBit : 0)
  );
}

/** A test on the number alone that every token passes whose text starts with `start`, blanks aside, and few others. */
export function startFilter(start: string): { readonly mask: number; readonly value: number } {
  if (start === ' ') return { mask: 0, value: 0 };
  const isSpaced = start.startsWith(' ') && !start.startsWith('  ') && start[1] !== '\t';
  return { mask: 63 << firstShift, value: (start.charCodeAt(isSpaced ? 1 : 0) & 63) << firstShift };
}

export function kindOf(token: number): number {
  return (token >>> kindShift) & 3;
}

export function hasSpace(token: number): boolean {
  return (token & spaceBit) !== 0;
}

/** The token without its blank: what contexts are compared by. */
export function withoutSpace(token: number): number {
  return token & ~spaceBit;
}

/** The token with its blank, or without, as is wanted. */
export function withSpace(token: number, isSpaced: boolean): number {
  return isSpaced ? token | spaceBit : token & ~spaceBit;
}

/** A token as shapes see it: all names are one name, all numbers one number, all line ends one line end. */
export function shapeOf(token: number): number {
  const kind = kindOf(token);
  return kind === kindFixed ? withoutSpace(token) : kind;
}

/** FNV-1a over UTF-16 units, folded so that the high bits count. */
export function hashText(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 12);
}

/** The token that `text` makes, whether a blank goes before it or not. */
export function tokenOf(text: string, kind: number, isSpaced: boolean): number {
  return makeToken(hashText(text, 0, text.length), kind, { first: text.charCodeAt(0), hasSpace: isSpaced });
}
