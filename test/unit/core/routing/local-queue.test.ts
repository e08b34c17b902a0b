import { expect, test } from 'vitest';
import { settle } from '../../../support/fake-clock.ts';
import { LocalQueue } from '../../../../src/core/routing/local-queue.ts';

/** Requests by name, and who is at the server. */
function server(slots = 1) {
  const queue = new LocalQueue();
  const running = new Map<string, () => void>();
  const ask = (name: string, signal = new AbortController().signal): void => {
    void queue.enter(slots, signal).then((leave) => leave && running.set(name, leave));
  };
  const end = async (name: string): Promise<void> => {
    running.get(name)?.();
    running.delete(name);
    await settle();
  };
  return { ask, end, running: () => [...running.keys()] };
}

test('one request at a time, the newest that waits before older ones', async () => {
  const { ask, end, running } = server();
  for (const name of ['first', 'older', 'newest']) ask(name);
  await settle();
  expect(running()).toEqual(['first']);
  await end('first');
  expect(running()).toEqual(['newest']);
  await end('newest');
  expect(running()).toEqual(['older']);
  await end('older');
  ask('later');
  await settle();
  expect(running()).toEqual(['later']);
});

test('who asks in the moment in which another ends waits behind whose turn it is', async () => {
  const { ask, end, running } = server();
  ask('first');
  ask('second');
  await settle();
  const ended = end('first');
  ask('third');
  await ended;
  expect(running()).toEqual(['second']);
  await end('second');
  expect(running()).toEqual(['third']);
});

test('as many as the server has slots', async () => {
  const { ask, running } = server(2);
  for (const name of ['a', 'b', 'c']) ask(name);
  await settle();
  expect(running()).toEqual(['a', 'b']);
});

test('who no longer wants it does not hold others up', async () => {
  const { ask, end, running } = server();
  const unwanted = new AbortController();
  ask('first');
  ask('second');
  ask('unwanted', unwanted.signal);
  unwanted.abort();
  await settle();
  await end('first');
  expect(running()).toEqual(['second']);
  ask('too late', unwanted.signal);
  await end('second');
  expect(running()).toEqual([]);
});
