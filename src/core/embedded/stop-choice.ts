import type { StopPoint } from './prediction.ts';

/** A suggestion is worth its place on screen from so many characters on, or where it ends the line. */
export const leastCharacters = 8;

/** Below these, nothing is shown. */
export const leastConfidence = { alone: 0.5, draft: 0.6 } as const;

/** The longest text that is sure enough. */
export function chooseStop(points: readonly StopPoint[], threshold: number): StopPoint | null {
  let best: StopPoint | null = null;
  for (const point of points) {
    if (point.confidence < threshold) break;
    if (point.text.trim() === '') continue;
    if (!point.endsLine && point.text.length < leastCharacters) continue;
    if (!point.endsLine && point.text.includes('\n')) continue;
    best = point;
  }
  return best;
}
