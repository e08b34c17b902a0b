import { expect, test } from 'vitest';
import { release } from '../../../src/base/release.ts';

test('an array that is released holds nothing any more', () => {
  const array = new Int32Array([1, 2]);
  release(array);
  expect(array).toHaveLength(0);
});

test('memory that other threads may read stays', () => {
  const array = new Int32Array(new SharedArrayBuffer(8));
  release(array);
  expect(array).toHaveLength(2);
});
