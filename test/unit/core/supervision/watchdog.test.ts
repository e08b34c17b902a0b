import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { guardSession } from '../../../../src/core/completion/guarded-session.ts';
import type { CompletionCall, CompletionSession } from '../../../../src/core/completion/api.ts';
import { partOffSentence } from '../../../../src/core/supervision/parts-off.ts';
import { Watchdog } from '../../../../src/core/supervision/watchdog.ts';
import { WorkerSupervisor } from '../../../../src/core/supervision/worker-supervisor.ts';
import { FakeHost } from '../../../support/fake-host.ts';

let host: FakeHost;
let watchdog: Watchdog;

beforeEach(() => {
  host = new FakeHost();
  watchdog = new Watchdog({ clock: host.clock, log: host.log });
});

afterEach(() => {
  watchdog.dispose();
  if (host.clock.pendingTimers > 0) throw new Error('A timer is left.');
});

const minute = 60_000;
const fail = (): never => {
  throw new Error('broken');
};
const failTimes = (times: number): void => {
  for (let time = 0; time < times; time += 1) watchdog.guard('context', fail, () => {});
};

describe('a part that fails', () => {
  test('is in the log each time, and what stands in for it is used', () => {
    expect(watchdog.guard('context', fail, () => 'instead')).toBe('instead');
    expect(host.logLines).toMatchObject([{ level: 'error', data: { part: 'context', reason: 'broken' } }]);
  });

  test('goes on while it fails now and then', async () => {
    for (let time = 0; time < 20; time += 1) {
      failTimes(1);
      await host.clock.advance(20_000);
    }
    expect(watchdog.off()).toEqual([]);
  });

  test('is off after five times in a minute, alone, and is not run meanwhile', () => {
    failTimes(5);
    expect(watchdog.off()).toEqual([{ part: 'context', until: host.clock.now() + 5 * minute }]);
    expect(watchdog.isOff('completion')).toBe(false);
    expect(watchdog.guard('context', fail, () => 'instead')).toBe('instead');
    expect(host.logLines.filter(({ data }) => data?.['reason'] === 'broken')).toHaveLength(5);
  });

  test('is tried again after five minutes, and off for longer each time', async () => {
    let changes = 0;
    watchdog.onDidChange(() => (changes += 1));
    failTimes(5);
    await host.clock.advance(5 * minute);
    expect(watchdog.off()).toEqual([]);
    failTimes(5);
    await host.clock.advance(9 * minute);
    expect(watchdog.isOff('context')).toBe(true);
    await host.clock.advance(minute);
    expect(watchdog.isOff('context')).toBe(false);
    expect(changes).toBe(4);
  });

  test('did not fail where it was only told to stop', async () => {
    const stop = Object.assign(new Error('stop'), { name: 'AbortError' });
    await expect(watchdog.guardLater('context', () => Promise.reject(stop), fail)).rejects.toBe(stop);
    expect(host.logLines).toEqual([]);
  });

  test('is told without paths and without text that could not be read', () => {
    watchdog.didFail('index', new Error(`ENOENT: no such file, open '/home/me/secret plan.ts'`));
    watchdog.didFail('index', new SyntaxError(`Unexpected token 's', "secret plan" is not valid JSON`));
    expect(JSON.stringify(host.logLines)).not.toContain('secret plan');
  });
});

test('a listener that throws keeps nobody else from listening', () => {
  const emitter = new Emitter<number>();
  const heard: number[] = [];
  watchdog.listeners('statistics', emitter.event)(fail);
  emitter.event((value) => heard.push(value));
  emitter.fire(1);
  expect(heard).toEqual([1]);
  expect(host.logLines).toMatchObject([{ data: { part: 'statistics' } }]);
});

test('the editor gets an answer from a session that throws or rejects', async () => {
  const session: CompletionSession = {
    provide: () => Promise.reject(new Error('later')),
    didAccept: fail,
    didDismiss: fail,
    didAcceptWord: fail,
    didLeave: fail,
  };
  const guarded = guardSession(session, watchdog);
  const nothing = { suggestions: [], outcome: { kind: 'failed', error: 'internal', isRetryable: true } };
  const signal = new AbortController().signal;
  expect(await guarded.provide({} as CompletionCall, signal)).toEqual(nothing);
  guarded.didDismiss();
  guarded.didAcceptWord();
  guarded.didLeave();
  session.provide = fail;
  expect(guarded.provide({} as CompletionCall, signal)).toEqual(nothing);
  expect(watchdog.isOff('completion')).toBe(true);
});

test('a worker that keeps ending stays away as long as its part is off', async () => {
  let starts = 0;
  const supervisor = new WorkerSupervisor<object>({
    host,
    name: 'background',
    onStart: () => (starts += 1),
    onFailure: (error) => watchdog.didFail('index', error),
  });
  supervisor.start();
  for (let crash = 0; crash < 5; crash += 1) {
    host.exitWorker('background', 'crash');
    await host.clock.advance(9000);
  }
  expect(starts).toBe(5);
  expect(watchdog.isOff('index')).toBe(true);
  await host.clock.advance(5 * minute);
  expect(starts).toBe(6);
  expect(watchdog.isOff('index')).toBe(false);
  supervisor.dispose();
});

test('each part says what its being off means', () => {
  const sentence = partOffSentence({ part: 'embedded-engine', until: 5 }, () => '12:40');
  expect(sentence).toBe(
    'The embedded engine kept failing, so it suggests nothing until 12:40; the log says why, and reloading the window tries again.',
  );
});
