import { expect, test } from 'vitest';
import { EmbeddedEngine } from '../../../../src/core/embedded/embedded-engine.ts';
import { leastConfidence, thresholdFor, thresholdShiftBounds } from '../../../../src/core/embedded/stop-choice.ts';

/** How much is shown at a place where the engine is only fairly sure, with a threshold moved so far. */
function shownAt(thresholdShift: number): number {
  const lines = ['cents', 'euros'].map((unit) => `cart.total_in_${unit}();\n`).join('');
  const place = { uri: 'file:///shop/a.ts', languageId: 'typescript', prefix: `${lines}cart.tot`, suffix: '' };
  return new EmbeddedEngine().complete({ ...place, purpose: 'alone', maxLines: 1, thresholdShift })?.text.length ?? 0;
}

test('a higher threshold shows less, at the same place', () => {
  expect(shownAt(0)).toBeGreaterThan(shownAt(thresholdShiftBounds.most));
});

test('no shift moves a threshold beyond its bounds', () => {
  expect(thresholdFor('alone', 5)).toBe(leastConfidence.alone + thresholdShiftBounds.most);
  expect(thresholdFor('draft', -5)).toBe(leastConfidence.draft + thresholdShiftBounds.least);
  expect(thresholdFor('alone', Number.NaN)).toBe(leastConfidence.alone);
});
