import type { DocumentSnapshot, Position } from '../document.ts';
import { isWordPosition } from './trigger.ts';

const partialAfterMs = 120;

/**
 * How long a call may wait. At a word's end IntelliSense waits for us, and after 750 ms takes the screen: a quarter of
 * a second is what one doesn't feel. Elsewhere nobody waits, and a held call is the surest way to the screen.
 */
export function holdFor(document: DocumentSnapshot, position: Position, canPaintLater: boolean): number {
  const before = document.lineAt(position.line).slice(0, position.character);
  if (isWordPosition(before)) return canPaintLater ? 250 : 500;
  return canPaintLater ? 650 : 1500;
}

/** After so long a part of a line will do. Where nothing can be painted later, it would stay half: all is waited for. */
export function partialAfter(document: DocumentSnapshot, position: Position, canPaintLater: boolean): number {
  return canPaintLater ? partialAfterMs : holdFor(document, position, canPaintLater);
}
