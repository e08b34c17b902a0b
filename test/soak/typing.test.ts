import { expect, test } from 'vitest';
import { wander } from './wander.ts';

test.each([1, 3, 5])(
  '20,000 keys at random show nothing stale, lose nothing, double nothing and leave nothing running (seed %i)',
  async (seed) => {
    const figures = await wander(seed, 20_000);
    console.log(JSON.stringify(figures));
    expect(figures.shown).toBeGreaterThan(1000);
    expect(figures.accepted).toBeGreaterThan(100);
    expect(figures.besideWidget).toBeGreaterThan(50);
    expect(figures.faults).toBeGreaterThan(100);
  },
  300_000,
);
