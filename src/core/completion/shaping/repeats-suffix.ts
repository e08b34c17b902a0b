import { unmatchedClosers } from './brackets.ts';
import type { ShapingRule } from './rule.ts';

/** No overlap is longer than this; what is longer is found by its first line. */
const longestOverlap = 500;

/** Drops the text's end where it is, to the letter, how the text after the cursor's line goes on. */
export const dropRepeatedSuffix: ShapingRule = {
  name: 'drop-repeated-suffix',
  apply: (text, { suffix, end }) => {
    if (end === undefined) return { text };
    const next = suffix.slice(0, longestOverlap);
    for (let length = Math.min(text.length, next.length); length > 1; length -= 1) {
      if (next[length] !== '\n' && length !== suffix.length) continue;
      const overlap = next.slice(0, length);
      if (!overlap.startsWith('\n') || !text.endsWith(overlap)) continue;
      const kept = text.slice(0, text.length - length);
      const isOwnCloser = !/[\p{L}\p{N}]/u.test(overlap) && unmatchedClosers(text) === unmatchedClosers(kept);
      if (!isOwnCloser) return { text: kept, emptiedBy: 'repeats-suffix' };
    }
    return { text };
  },
};
