import type { FilterReason } from './outcome.ts';
import { openQuote, unmatchedClosers } from './shaping/brackets.ts';
import { firstLine, isBlank } from './shaping/rule.ts';

export interface Fitted {
  /** To be inserted at the cursor. */
  readonly text: string;
  /** How many characters after the cursor the text replaces, because it holds them too. */
  readonly covers: number;
}

/** What an editor inserts by itself behind the cursor, and what often stands right behind it. */
const closersOnly = /^[)\]}>'"`;,:]+\s*$/;

/**
 * Fits a text to what stands behind the cursor on its line, so that nothing is there twice after accepting it.
 *
 *     foo(|)          a, b);      covers ")": foo(a, b);
 *     foo(|)          bar(x)      covers nothing: foo(bar(x))
 *     foo({ |)        a });       covers ")": foo({ a });
 *     x = |+ 1;       price + 1;  the overlap goes: x = price + 1;
 */
export function fitToLine(remainder: string, lineBefore: string, lineAfter: string): Fitted | FilterReason {
  if (isBlank(lineAfter)) return { text: remainder, covers: 0 };
  if (closersOnly.test(lineAfter)) return coverClosers(remainder, lineBefore, lineAfter.trimEnd());
  // Other text follows: more than the rest of a line would tear it apart.
  const first = firstLine(remainder);
  const trimmed = first.trimEnd();
  const overlap = overlapWith(trimmed, lineAfter.trimEnd());
  const text = overlap === 0 ? first : trimmed.slice(0, trimmed.length - overlap);
  if (text === '') return 'repeats-suffix';
  return isBlank(text) ? 'blank' : { text, covers: 0 };
}

function coverClosers(remainder: string, lineBefore: string, closers: string): Fitted | FilterReason {
  let unmatched = unmatchedClosers(remainder, openQuote(lineBefore));
  const hasEnd = firstLine(remainder).trimEnd();
  let covers = 0;
  for (const character of closers) {
    const isPunctuation = character === ';' || character === ',' || character === ':';
    // What the text closes before it is open in front of the cursor, and not closed behind.
    const closedBy = isPunctuation ? -1 : unmatched.indexOf(character);
    if (isPunctuation ? !hasEnd.endsWith(character) : closedBy === -1) break;
    unmatched = unmatched.slice(closedBy + 1);
    covers += 1;
  }
  if (remainder === closers.slice(0, covers)) return 'repeats-suffix';
  // Several lines in front of closers that they don't take in would leave those behind the last line.
  if (covers === 0 && remainder.includes('\n') && !opensAndLeaves(remainder)) {
    return { text: firstLine(remainder), covers: 0 };
  }
  return { text: remainder, covers };
}

/** Whether a text's last line goes on where the closers behind the cursor then stand. */
function opensAndLeaves(text: string): boolean {
  return /[({[,\s]$/.test(text) || /^\s*$/.test(text.slice(text.lastIndexOf('\n') + 1));
}

/** How much of the text's end repeats the start of the rest of the line. */
function overlapWith(text: string, lineAfter: string): number {
  for (let length = Math.min(text.length, lineAfter.length); length > 0; length -= 1) {
    if (!text.endsWith(lineAfter.slice(0, length))) continue;
    if (length === lineAfter.length || length >= 3) return length;
    const overlap = lineAfter.slice(0, length);
    return unmatchedClosers(text).endsWith(overlap) || isWholeWord(text, length, lineAfter) ? length : 0;
  }
  return 0;
}

function isWholeWord(text: string, length: number, lineAfter: string): boolean {
  const start = text.length - length;
  return (
    !/\w/.test(text[start - 1] ?? '') && /^\w+$/.test(lineAfter.slice(0, length)) && !/\w/.test(lineAfter[length] ?? '')
  );
}
