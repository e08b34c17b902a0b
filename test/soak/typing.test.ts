import { expect, test } from 'vitest';
import { wander } from './wander.ts';

test('20,000 keys at random show nothing stale, lose nothing, double nothing and leave nothing running', async () => {
  const figures = await wander(1, 20_000);
  console.log(JSON.stringify(figures));
  expect(figures.shown).toBeGreaterThan(1000);
  expect(figures.accepted).toBeGreaterThan(100);
}, 300_000);
