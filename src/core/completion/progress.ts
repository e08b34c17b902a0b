import type { Candidate } from './candidate.ts';

/** Less than this isn't worth a look, unless it is all there is. */
const shortestPartial = 5;

export interface Paint {
  /** How many of the candidate's characters are in the document already. */
  readonly typed: number;
  /** What is on screen of it already; text on screen is never taken back without a key. */
  readonly shownUntil: number;
  /** A block is shown as far as it is likely to be right throughout, counted from `typed`. */
  readonly likelyLength: number;
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

function whileStreaming(text: string, { typed, isUrgent }: Paint): number {
  const end = firstLineEnd(text, typed);
  if (end !== -1) return end;
  if (!isUrgent) return typed;
  const border = text.length - (/[\p{L}\p{N}_$]+$/u.exec(text)?.[0].length ?? 0);
  return border - typed >= shortestPartial ? border : typed;
}

function whenDone(text: string, { typed, likelyLength }: Paint): number {
  let end = firstLineEnd(text, typed);
  if (end === -1) return text.length;
  const limit = typed + likelyLength;
  if (text.length <= limit) return text.length;
  // Whole lines, as many as are likely right.
  end = Math.max(end, text.lastIndexOf('\n', limit));
  return text.slice(0, end).trimEnd().length;
}

/** Where the first line with text on it ends, -1 where nothing says that it does. */
function firstLineEnd(text: string, typed: number): number {
  let start = typed;
  while (start < text.length && /\s/.test(text[start] ?? '')) start += 1;
  return text.indexOf('\n', start);
}
