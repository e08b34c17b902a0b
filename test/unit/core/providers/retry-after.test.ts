import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../../../src/core/providers/retry-after.ts';

const now = Date.UTC(2026, 10, 20, 9, 0, 0);

test.each([
  ['30', 30_000],
  [' 0 ', 0],
  ['1.5', 1500],
  ['999999', 3_600_000],
  ['Fri, 20 Nov 2026 09:01:00 GMT', 60_000],
  ['Fri, 20 Nov 2026 08:00:00 GMT', 0],
  ['Sat, 21 Nov 2026 09:00:00 GMT', 3_600_000],
  ['soon', undefined],
  ['-5', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %j is a wait of %s ms', (value, expected) => {
  expect(parseRetryAfter(value, now)).toBe(expected);
});
