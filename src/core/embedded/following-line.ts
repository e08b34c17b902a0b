import { kindNewline, kindOf, withoutSpace } from './token.ts';

const longestLine = 48;
/** Tokens of the next line that are compared: more tell no more. */
export const comparedTokens = 6;

/** Tokens one after another, however they are kept. */
export interface TokenStream {
  readonly count: number;
  at(position: number): number;
}

/** How many first tokens of the line after `position`'s are those of `following`, the line that stands after the cursor's. */
export function agreementAt(stream: TokenStream, position: number, following: Int32Array): number {
  if (following.length === 0) return 0;
  const { count } = stream;
  let at = position;
  const last = Math.min(count, position + longestLine);
  while (at < last && kindOf(stream.at(at)) !== kindNewline) at += 1;
  if (at >= last) return 0;
  while (at < count && kindOf(stream.at(at)) === kindNewline) at += 1;
  let same = 0;
  while (same < following.length && at + same < count) {
    if (withoutSpace(stream.at(at + same)) !== withoutSpace(following[same] ?? 0)) break;
    same += 1;
  }
  return same;
}
