import { expect, test } from 'vitest';
import { wander } from '../soak/wander.ts';

test('four walks of 500 keys at random are shown nothing stale and leave nothing running', async () => {
  let allShown = 0;
  for (const seed of [11, 12, 14, 16]) {
    const { shown } = await wander(seed, 500);
    allShown += shown;
  }
  // One walk may meet bad weather most of its way; all of them together see enough for the above to mean something.
  expect(allShown).toBeGreaterThan(80);
});
