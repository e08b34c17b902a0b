import { kindNewline, kindOf, withoutSpace } from './token.ts';

const longestLine = 48;
/** Tokens of the next line that are compared: more tell no more. */
export const comparedTokens = 6;

/** How many first tokens of the line after `position`'s are those of `following`, the line that stands after the cursor's. */
export function agreementAt(tokens: Int32Array, count: number, position: number, following: Int32Array): number {
  if (following.length === 0) return 0;
  let at = position;
  const last = Math.min(count, position + longestLine);
  while (at < last && kindOf(tokens[at] ?? 0) !== kindNewline) at += 1;
  if (at >= last) return 0;
  while (at < count && kindOf(tokens[at] ?? 0) === kindNewline) at += 1;
  let same = 0;
  while (same < following.length && at + same < count) {
    if (withoutSpace(tokens[at + same] ?? 0) !== withoutSpace(following[same] ?? 0)) break;
    same += 1;
  }
  return same;
}
