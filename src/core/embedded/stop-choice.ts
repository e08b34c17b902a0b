import type { StopPoint } from './growing-text.ts';

/** A suggestion is worth its place on screen from so many characters on, or where it ends the line. */
export const leastCharacters = 8;

/**
 * Below these, nothing is shown. Confidence is calibrated and mostly well above the threshold, so that of all that is
 * shown from 0.5 on three quarters are right, and from 0.6 on four fifths (`midfill bench embedded`).
 */
export const leastConfidence = { alone: 0.5, draft: 0.6 } as const;

/** How far a user's own acceptance may move them: down to what is right more often than not, up to what seldom errs. */
export const thresholdShiftBounds = { least: -0.05, most: 0.3 } as const;

/** The confidence from which something is shown, moved by what a language's acceptance asks for. */
export function thresholdFor(purpose: keyof typeof leastConfidence, shift = 0): number {
  const { least, most } = thresholdShiftBounds;
  return leastConfidence[purpose] + (Number.isFinite(shift) ? Math.max(least, Math.min(most, shift)) : 0);
}

/** More than a line takes more of the screen and longer to read: it has to be surer. */
const leastBlockConfidence = 0.6;

/**
 * What a right suggestion is worth besides its characters, in characters, at a threshold of one; less as the threshold
 * sinks, since who takes less certainty wants longer text. With none, long guesses win over short certainties. Over nine
 * code bases of those that the scorer is fitted on, 20 to 40 save about the same, and more than none or a fixed worth.
 */
const worthOfBeingRight = 30;

/** A line that is done needs no further look: it is worth so many characters. By itself it saves neither more nor less. */
const worthOfEndingLine = 5;

/** Blank lines at the end are the user's to make. */
const endsBlank = /\n[ \t]*$/;

/** Of the places to stop that are sure enough, the one that is worth most: its chance times what it saves. */
export function chooseStop(points: readonly StopPoint[], threshold: number): StopPoint | null {
  let best: StopPoint | null = null;
  let bestWorth = 0;
  for (const point of points) {
    if (point.confidence < (point.lines > 1 ? Math.max(threshold, leastBlockConfidence) : threshold)) break;
    if (point.text.trim() === '' || endsBlank.test(point.text)) continue;
    if (!point.endsLine && (point.lines > 1 || point.text.length < leastCharacters)) continue;
    const extra = worthOfBeingRight * threshold + (point.endsLine ? worthOfEndingLine : 0);
    const worth = point.confidence * (point.text.length + extra);
    if (worth >= bestWorth) {
      best = point;
      bestWorth = worth;
    }
  }
  return best;
}
