import { expect, test } from 'vitest';
import { collectGarbage } from '../../../src/node/collect-garbage.ts';

test('what nobody holds any more is gone', () => {
  const held = new WeakRef(new ArrayBuffer(1000));
  return new Promise<void>((resolve) => {
    // A reference stays whole until the turn that made it has ended.
    setImmediate(() => {
      collectGarbage();
      expect(held.deref()).toBeUndefined();
      resolve();
    });
  });
});

test('nobody else is given a way to collect', () => {
  collectGarbage();
  expect(globalThis.gc).toBeUndefined();
});
