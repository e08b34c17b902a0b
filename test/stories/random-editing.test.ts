import { expect, test } from 'vitest';
import { wander } from '../soak/wander.ts';

test.each([11, 12, 14, 16])(
  '500 keys at random are shown nothing stale and leave nothing running (seed %i)',
  async (seed) => {
    const { shown } = await wander(seed, 500);
    expect(shown).toBeGreaterThan(20);
  },
);
