import type { StopPoint } from './prediction.ts';

/** A suggestion is worth its place on screen from so many characters on, or where it ends the line. */
export const leastCharacters = 8;

/**
 * Below these, nothing is shown. Confidence is calibrated and mostly well above the threshold, so that of all that is
 * shown from 0.5 on three quarters are right, and from 0.6 on four fifths (`midfill bench embedded`).
 */
export const leastConfidence = { alone: 0.5, draft: 0.6 } as const;

/** More than a line takes more of the screen and longer to read: it has to be surer. */
const leastBlockConfidence = 0.7;

/** The longest text that is sure enough: ends in the middle of a line where certainty does, in a block at a line's end. */
export function chooseStop(points: readonly StopPoint[], threshold: number): StopPoint | null {
  let best: StopPoint | null = null;
  for (const point of points) {
    const needed = point.lines > 1 ? Math.max(threshold, leastBlockConfidence) : threshold;
    if (point.confidence < needed) break;
    if (point.text.trim() === '') continue;
    if (!point.endsLine && (point.lines > 1 || point.text.length < leastCharacters)) continue;
    best = point;
  }
  return best;
}
