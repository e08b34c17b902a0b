import { kindNewline, kindOf, shapeOf, withoutSpace } from './token.ts';

const longestLine = 48;
/** Tokens of the next line that are compared: more tell no more. With names changed, it takes more to tell something. */
export const comparedTokens = 6;
export const comparedShapes = 12;

/** Tokens one after another, however they are kept. */
export interface TokenStream {
  readonly count: number;
  at(position: number): number;
}

/** How far the line after a place is like the one after the cursor's, in tokens from its start. */
export interface LineAgreement {
  readonly same: number;
  /** With names and numbers changed. */
  readonly alike: number;
}

const none: LineAgreement = { same: 0, alike: 0 };

/** Compares the line after `position`'s with `following`, the line that stands after the cursor's. */
export function agreementAt(stream: TokenStream, position: number, following: Int32Array): LineAgreement {
  if (following.length === 0) return none;
  const { count } = stream;
  let at = position;
  const last = Math.min(count, position + longestLine);
  while (at < last && kindOf(stream.at(at)) !== kindNewline) at += 1;
  if (at >= last) return none;
  while (at < count && kindOf(stream.at(at)) === kindNewline) at += 1;
  const mostAlike = Math.min(following.length, count - at);
  let alike = 0;
  while (alike < mostAlike && shapeOf(stream.at(at + alike)) === shapeOf(following[alike] ?? 0)) alike += 1;
  let same = 0;
  while (same < alike && withoutSpace(stream.at(at + same)) === withoutSpace(following[same] ?? 0)) same += 1;
  return { same: Math.min(same, comparedTokens), alike };
}
