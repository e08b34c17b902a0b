import { describe, expect, test } from 'vitest';
import { RequestRate } from '../../../../src/core/routing/request-rate.ts';

const minute = 60_000;

/** So many requests, one a second, from a time on. */
function asking(rate: RequestRate, requests: number, from: number): void {
  for (let asked = 0; asked < requests; asked += 1) {
    rate.didAsk(from + asked * 1000);
    rate.didSucceed(from + asked * 1000);
  }
}

describe('how many requests a service takes in a minute', () => {
  test('is unknown before one was refused, however many go out', () => {
    const rate = new RequestRate();
    asking(rate, 50, 0);
    expect(rate.left(50_000)).toBe(Infinity);
  });

  test('is what it took in the minute before the one that it refused', () => {
    const rate = new RequestRate();
    asking(rate, 5, 0);
    asking(rate, 20, 2 * minute);
    rate.didAsk(2 * minute + 20_000);
    rate.didMeetLimit(2 * minute + 20_000);
    expect(rate.left(2 * minute + 20_000)).toBe(0);
    expect(rate.left(3 * minute + 9500)).toBe(20 - 11);
    expect(rate.left(4 * minute)).toBe(20);
  });

  test('is unknown again once it takes more: the refusal was for something else', () => {
    const rate = new RequestRate();
    asking(rate, 3, 0);
    rate.didAsk(3000);
    rate.didMeetLimit(3000);
    asking(rate, 3, 2 * minute);
    expect(rate.left(2 * minute + 3000)).toBe(0);
    asking(rate, 1, 2 * minute + 3000);
    expect(rate.left(2 * minute + 3000)).toBe(Infinity);
  });

  test('is forgotten after an hour', () => {
    const rate = new RequestRate();
    rate.didAsk(0);
    rate.didMeetLimit(0);
    expect(rate.left(59 * minute)).toBe(1);
    expect(rate.left(60 * minute)).toBe(Infinity);
  });
});
