import { expect, test } from 'vitest';
import { spendStormyDay } from '../soak/stormy-day.ts';

test('a quarter of an hour of typing while everything fails at random leaves nothing behind', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  const day = await spendStormyDay(10, 0.25);
  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
  expect(day.faults).toBeGreaterThan(5);
  expect(day.shown).toBeGreaterThan(5);
});
