import type { SecretSpan } from '../host.ts';

const keyStart = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const keyEnd = /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** A line of a key, or a header of it, with what may stand before it: quotes, line ends, escapes. */
const keyLine = /[^A-Za-z0-9+/=]{0,8}(?:[A-Z][A-Za-z-]{2,20}: [^\n]{1,100}|[A-Za-z0-9+/=]{16,}|[A-Za-z0-9+/=]{1,15}$)/y;
/** Characters from a key's first marker to its last. */
export const longestKey = 16_000;

/**
 * Key blocks, from marker to marker; of one that was cut off, the lines that are left. By hand, since a pattern that
 * looks for the end anew from each start takes seconds where there are many.
 */
export function findPrivateKeys(text: string): readonly SecretSpan[] {
  const starts = [...text.matchAll(keyStart)];
  return starts.map(({ index: start, 0: marker }, number) => {
    const limit = Math.min(start + longestKey, starts[number + 1]?.index ?? Infinity);
    const found = keyEnd.exec(text.slice(start, limit));
    const end =
      found === null ? endOfKeyLines(text, start + marker.length, limit) : start + found.index + found[0].length;
    return { start, end, rule: 'private-key' };
  });
}

/** Where the lines of a key that has no end marker end, `limit` at the latest. */
function endOfKeyLines(text: string, from: number, limit: number): number {
  let end = from;
  for (keyLine.lastIndex = from; end < limit && keyLine.test(text);) end = keyLine.lastIndex;
  return Math.min(end, limit);
}
