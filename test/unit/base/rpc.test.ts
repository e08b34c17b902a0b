import { describe, expect, test } from 'vitest';
import { connect, createChannel, serve } from '../../../src/base/rpc.ts';

interface Api {
  double(value: number): number;
  fail(reason: string): never;
}

const api: Api = {
  double: (value) => value * 2,
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

  test('what is pending when the channel ends is rejected as gone', async () => {
    const { left } = createChannel();
    const remote = connect<Api>(left);
    const pending = remote.api.double(1);
    remote.dispose();
    await expect(pending).rejects.toMatchObject({ cause: 'gone' });
    await expect(remote.api.double(1)).rejects.toMatchObject({ cause: 'gone' });
  });
});
