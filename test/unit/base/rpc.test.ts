import { describe, expect, test } from 'vitest';
import { connect, createChannel, serve } from '../../../src/base/rpc.ts';

interface Api {
  double(value: number): number;
  fail(reason: string): never;
  sum(numbers: Uint8Array): number;
  uncloneable(value: unknown): unknown;
}

const api: Api = {
  double: (value) => value * 2,
  sum: (numbers) => numbers.reduce((sum, number) => sum + number, 0),
  uncloneable: () => () => {},
  fail: (reason) => {
    throw new Error(reason);
  },
};

describe('calls between threads', () => {
  test('an answer comes back to its own caller', async () => {
    const { left, right } = createChannel();
    serve<Api>(right, api);
    const remote = connect<Api>(left);
    expect(await Promise.all([remote.api.double(1), remote.api.double(2)])).toEqual([2, 4]);
  });

  test('a method that throws fails its own call', async () => {
    const { left, right } = createChannel();
    serve<Api>(right, api);
    const remote = connect<Api>(left);
    await expect(remote.api.fail('no')).rejects.toEqual({ kind: 'call-error', cause: 'failed', message: 'no' });
    expect(await remote.api.double(4)).toBe(8);
  });

  test.each(['an answer', 'an argument'])('%s that no thread can be given fails its own call', async (which) => {
    const { left, right } = createChannel();
    serve<Api>(right, api);
    const remote = connect<Api>(left);
    const value = which === 'an argument' ? () => {} : undefined;
    await expect(remote.api.uncloneable(value)).rejects.toMatchObject({
      kind: 'call-error',
      cause: 'failed',
      message: expect.stringContaining('could not be cloned'),
    });
    expect(await remote.api.double(4)).toBe(8);
  });

  test('what is pending when the channel ends is rejected as gone', async () => {
    const { left } = createChannel();
    const remote = connect<Api>(left);
    const pending = remote.api.double(1);
    remote.dispose();
    await expect(pending).rejects.toMatchObject({ cause: 'gone' });
    await expect(remote.api.double(1)).rejects.toMatchObject({ cause: 'gone' });
  });

  test('a buffer that is to be moved is there, and no longer with its sender', async () => {
    const { left, right } = createChannel();
    serve<Api>(right, api);
    const remote = connect<Api>(left, { sum: (numbers) => [numbers.buffer as ArrayBuffer] });
    const numbers = Uint8Array.of(1, 2, 3);
    expect(await remote.api.sum(numbers)).toBe(6);
    expect(numbers).toHaveLength(0);
  });
});
