import { describe, expect, test } from 'vitest';
import { type DebounceFacts, debounceFor } from '../../../../src/core/completion/debounce.ts';

const typing: DebounceFacts = {
  reason: 'typing',
  gapMs: 200,
  expectedTtftMs: 300,
  ignoredHere: 0,
  requestsLeft: Infinity,
  learnedFactor: 1,
  bounds: { minMs: 75, maxMs: 400 },
};

describe('the wait before a request', () => {
  test.each(['fresh-line', 'line-start', 'after-bracket', 'after-accept', 'explicit'] as const)(
    'is none: %s',
    (reason) => {
      expect(debounceFor({ ...typing, reason }).ms).toBe(0);
    },
  );

  test('is half a gap between keys in running typing', () => {
    expect(debounceFor(typing)).toEqual({ ms: 100, reason: 'rhythm' });
  });

  test('is no longer than half of what the model takes', () => {
    expect(debounceFor({ ...typing, expectedTtftMs: 160 }).ms).toBe(80);
  });

  test('stays within the bounds', () => {
    expect(debounceFor({ ...typing, gapMs: 60 })).toEqual({ ms: 75, reason: 'bounds' });
    expect(debounceFor({ ...typing, gapMs: 2000, expectedTtftMs: 2000 })).toEqual({ ms: 400, reason: 'bounds' });
  });

  test('is moved by what the language has taught, and stays within the bounds', () => {
    expect(debounceFor({ ...typing, learnedFactor: 1.5 }).ms).toBe(150);
    expect(debounceFor({ ...typing, gapMs: 60, learnedFactor: 1.5 }).ms).toBe(113);
    expect(debounceFor({ ...typing, learnedFactor: 0.75 }).ms).toBe(75);
    expect(debounceFor({ ...typing, learnedFactor: 100 }).ms).toBe(400);
  });

  test('grows with each answer that was typed over at once', () => {
    const waits = [1, 2, 3, 4].map((ignoredHere) => debounceFor({ ...typing, ignoredHere }).ms);
    expect(waits).toEqual([100, 200, 300, 300]);
  });

  test('is the longest where requests run out, on a fresh line too', () => {
    expect(debounceFor({ ...typing, requestsLeft: 3 })).toEqual({ ms: 400, reason: 'budget' });
    expect(debounceFor({ ...typing, reason: 'fresh-line', requestsLeft: 3 }).ms).toBe(400);
  });

  test('is none for an explicit request, however few are left', () => {
    expect(debounceFor({ ...typing, reason: 'explicit', requestsLeft: 0 }).ms).toBe(0);
  });
});
