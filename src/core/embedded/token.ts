/*
 * A token is one 32-bit number, the same in every thread and every index slice, so that slices need no shared
 * dictionary:
 *
 *   31          3 2    1   0
 *   [ hash of text | kind | space ]
 *
 * `space` says that one blank stands before the token's text. Contexts are compared without it. With 29 bits of hash
 * two of 300,000 distinct tokens share a number in about one of 7,000 cases; such a pair costs a wrong guess at worst.
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

export function makeToken(hash: number, kind: number, hasSpace: boolean): number {
  return (hash << 3) | (kind << kindShift) | (hasSpace ? spaceBit : 0);
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

/** FNV-1a over UTF-16 units, folded so that the high bits count. */
export function hashText(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 12);
}

/** The token of a text without a blank before it. */
export function tokenOf(text: string, kind: number): number {
  return makeToken(hashText(text, 0, text.length), kind, false);
}
