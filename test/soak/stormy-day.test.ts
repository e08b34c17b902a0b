import { expect, test } from 'vitest';
import { spendStormyDay } from './stormy-day.ts';

const rejections: unknown[] = [];
const noteRejection = (reason: unknown): void => void rejections.push(reason);

test.each([1, 2])(
  'eight hours of typing while everything fails at random leave nothing behind (seed %i)',
  async (seed) => {
    process.on('unhandledRejection', noteRejection);
    try {
      const day = await spendStormyDay(seed, 8);
      console.log(JSON.stringify(day));
      expect(rejections).toEqual([]);
      expect(day.shown).toBeGreaterThan(500);
      expect(day.accepted).toBeGreaterThan(25);
      expect(day.faults).toBeGreaterThan(1000);
      expect(day.heapMbAtEnd - day.heapMbAfterFirstHour).toBeLessThan(20);
    } finally {
      process.off('unhandledRejection', noteRejection);
    }
  },
  600_000,
);
