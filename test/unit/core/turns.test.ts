import { expect, test } from 'vitest';
import { Turns } from '../../../src/core/turns.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

test('each who waits gets a turn of its own, in order, and those who come later wait behind', async () => {
  const clock = new FakeClock();
  const perTurn: string[][] = [];
  const turns = new Turns({
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    setTimer: (delayMs, callback) =>
      clock.setTimer(delayMs, () => {
        perTurn.push([]);
        callback();
      }),
  });
  const work = async (name: string): Promise<void> => {
    for (const piece of [1, 2]) {
      await turns.later();
      perTurn.at(-1)?.push(`${name}${piece}`);
    }
  };
  void work('a');
  void work('b');
  await clock.advance(100);
  expect(perTurn).toEqual([['a1'], ['b1'], ['a2'], ['b2'], []]);
});

test('the first who comes has this turn, unless it was given away', async () => {
  const clock = new FakeClock();
  const turns = new Turns(clock);
  const done: string[] = [];
  for (const name of ['a', 'b', 'c']) void turns.next().then(() => done.push(name));
  await settle();
  expect(done).toEqual(['a']);
  await clock.advance(0);
  expect(done).toEqual(['a', 'b', 'c']);
  expect(clock.pendingTimers).toBe(0);
  void turns.next().then(() => done.push('d'));
  await settle();
  expect(done).toEqual(['a', 'b', 'c', 'd']);
});

test('nobody gets a turn after the end', async () => {
  const clock = new FakeClock();
  const turns = new Turns(clock);
  let isDone = false;
  void turns.later().then(() => (isDone = true));
  turns.dispose();
  await clock.advance(100);
  expect(isDone).toBe(false);
  expect(clock.pendingTimers).toBe(0);
});
