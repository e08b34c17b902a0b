import type { Candidate } from './candidate.ts';

/** Less than this isn't worth a look, unless it is all there is. */
const shortestPartial = 5;
/** A line isn't cut right before its last closers. */
const closersOnly = /^[)\]}>'"`;,:]+$/;

export interface Paint {
  /** How many of the candidate's characters are in the document already. */
  readonly typed: number;
  /** What is on screen of it already; text on screen is never taken back without a key. */
  readonly shownUntil: number;
  /** Text is shown as far as it is likely to be right throughout, counted from `typed`. */
  readonly likelyLength: number;
  /** The cursor stands in a word or at its end: one that is being typed. */
  readonly isInWord: boolean;
  /** Whether a part of a line will do: the call can't wait any longer. */
  readonly isUrgent: boolean;
}

/**
 * Up to where a candidate's text is shown now: the rest of the line as soon as it is whole, and the block once it has
 * ended; so that what is on screen grows in two steps and not with every token.
 */
export function paintableUntil(candidate: Candidate, paint: Paint): number {
  const { text, state } = candidate;
  const until = state === 'streaming' ? whileStreaming(text, paint) : whenDone(text, paint);
  return Math.max(until, Math.min(paint.shownUntil, text.length));
}

function whileStreaming(text: string, paint: Paint): number {
  const { typed, isUrgent } = paint;
  const end = firstLineEnd(text, typed);
  if (end !== -1) return likelyPart(text, end, paint);
  if (!isUrgent) return typed;
  const border = wordBorder(text, text.length);
  return border - typed >= shortestPartial ? likelyPart(text, border, paint) : typed;
}

function whenDone(text: string, paint: Paint): number {
  const { typed, likelyLength } = paint;
  const limit = typed + likelyLength;
  const lineEnd = firstLineEnd(text, typed);
  if (lineEnd === -1 || lineEnd > limit) return likelyPart(text, lineEnd === -1 ? text.length : lineEnd, paint);
  if (text.length <= limit) return text.length;
  // Whole lines, as many as are likely right.
  const end = Math.max(lineEnd, text.lastIndexOf('\n', limit));
  return text.slice(0, end).trimEnd().length;
}

/**
 * Of a long line, the part that is likely right: half a line that is right beats a whole one that isn't. It goes on
 * with each new word, which is where one stops to read, and not with every key: within a word what is shown stays, as
 * long as there is enough of it.
 */
function likelyPart(text: string, end: number, { typed, shownUntil, likelyLength, isInWord }: Paint): number {
  const limit = typed + Math.floor(likelyLength);
  if (end <= limit) return end;
  if (isInWord && shownUntil - typed > shortestPartial) return Math.min(shownUntil, end);
  const border = wordBorder(text, limit);
  const until = border - typed >= shortestPartial ? border : limit + wordAt(text, limit).length;
  return closersOnly.test(text.slice(until, end)) ? end : until;
}

/** The last place up to `end` that doesn't tear a word. */
function wordBorder(text: string, end: number): number {
  if (!/[\p{L}\p{N}_$]/u.test(text[end] ?? ' ') && end < text.length) return end;
  return end - (/[\p{L}\p{N}_$]+$/u.exec(text.slice(0, end))?.[0].length ?? 0);
}

/** What of a word starts at a place. */
function wordAt(text: string, start: number): string {
  return /^[\p{L}\p{N}_$]*/u.exec(text.slice(start))?.[0] ?? '';
}

/** Where the first line with text on it ends, -1 where nothing says that it does. */
function firstLineEnd(text: string, typed: number): number {
  let start = typed;
  while (start < text.length && /\s/.test(text[start] ?? '')) start += 1;
  return text.indexOf('\n', start);
}
