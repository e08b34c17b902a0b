import { describe, expect, test } from 'vitest';
import { WorkerSupervisor } from '../../../../src/core/supervision/worker-supervisor.ts';
import { FakeHost } from '../../../support/fake-host.ts';

interface Api {
  ping(): string;
}

function supervise(): { host: FakeHost; starts: number[]; supervisor: WorkerSupervisor<Api> } {
  const host = new FakeHost();
  const starts: number[] = [];
  const supervisor = new WorkerSupervisor<Api>({
    host,
    name: 'interactive',
    onStart: () => starts.push(host.clock.monotonicMs()),
  });
  return { host, starts, supervisor };
}

describe('a supervised worker', () => {
  test('that ends again and again is started later and later', async () => {
    const { host, starts, supervisor } = supervise();
    supervisor.start();
    for (let crash = 0; crash < 4; crash += 1) {
      host.exitWorker('interactive', 'crash');
      await host.clock.advance(10_000);
    }
    const waits = starts.slice(1).map((at, index) => at - index * 10_000);
    expect(waits).toEqual([500, 1000, 2000, 4000]);
    supervisor.dispose();
  });

  test('that ran long starts anew soon', async () => {
    const { host, starts, supervisor } = supervise();
    supervisor.start();
    host.exitWorker('interactive', 'crash');
    await host.clock.advance(200_000);
    host.exitWorker('interactive', 'crash');
    await host.clock.advance(600);
    expect(starts).toHaveLength(3);
    supervisor.dispose();
  });

  test('answers null while it is away', async () => {
    const { host, supervisor } = supervise();
    expect(await supervisor.ask((api) => api.ping(undefined))).toBeNull();
    supervisor.start();
    const pending = supervisor.ask((api) => api.ping(undefined));
    host.exitWorker('interactive', 'crash');
    expect(await pending).toBeNull();
    supervisor.dispose();
    expect(host.clock.pendingTimers).toBe(0);
  });

  test('is not started again after its end was wanted', async () => {
    const { host, starts, supervisor } = supervise();
    supervisor.start();
    supervisor.dispose();
    host.exitWorker('interactive', 'late word');
    await host.clock.advance(60_000);
    expect(starts).toHaveLength(1);
  });
});
