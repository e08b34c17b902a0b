import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { whenAtRest } from '../../../src/node/when-at-rest.ts';

let rests = 0;
let didWork: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  rests = 0;
  didWork = whenAtRest(100, () => (rests += 1));
});

test('rest comes so long after the start, where there is no work', () => {
  vi.advanceTimersByTime(99);
  expect(rests).toBe(0);
  vi.advanceTimersByTime(1);
  expect(rests).toBe(1);
});

test('work puts it off', () => {
  for (let times = 0; times < 5; times += 1) {
    vi.advanceTimersByTime(99);
    didWork();
  }
  expect(rests).toBe(0);
});

test('it comes once, and again after more work', () => {
  vi.advanceTimersByTime(1000);
  didWork();
  vi.advanceTimersByTime(1000);
  expect(rests).toBe(2);
});
