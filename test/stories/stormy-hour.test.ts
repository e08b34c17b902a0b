import { expect, test } from 'vitest';
import { spendStormyDay } from '../soak/stormy-day.ts';

test('an hour of typing while everything fails at random leaves nothing behind', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  const hour = await spendStormyDay(7, 1);
  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
  expect(hour.faults).toBeGreaterThan(20);
  expect(hour.shown).toBeGreaterThan(10);
});
