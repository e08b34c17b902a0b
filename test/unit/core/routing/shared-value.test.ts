import { expect, test } from 'vitest';
import { sleep } from '../../../../src/core/clock.ts';
import { SharedBreakers } from '../../../../src/core/routing/shared-breakers.ts';
import { DailyBudget } from '../../../../src/core/routing/daily-budget.ts';
import { FakeHost } from '../../../support/fake-host.ts';

test('what cannot be shared with other windows is a line in the log, by the name of its failure alone', async () => {
  const host = new FakeHost();
  const full = (): Promise<never> =>
    Promise.reject(Object.assign(new Error("ENOSPC: write '/home/me/secret-project'"), { code: 'ENOSPC' }));
  const { clock, log } = host;
  const parts = { clock, log, storage: Object.assign(host.storage, { readShared: full, updateShared: full }) };
  const breakers = new SharedBreakers({ ...parts, adopt: () => {}, release: () => {} });
  breakers.publish('ollama', { kind: 'held', until: 'key', reason: 'key-refused' });
  new DailyBudget({ ...parts, limit: () => 2 }).spend(0.1);
  breakers.refresh();
  await clock.advance(10);
  expect(host.logLines.map(({ level, data }) => ({ level, data }))).toEqual(
    Array.from({ length: 3 }, () => ({ level: 'debug', data: { reason: 'ENOSPC' } })),
  );
  breakers.dispose();
});

test.each([
  ['waits for its turn', 2],
  ['is being written', 7],
])('what is withdrawn while it %s does not stand there for good', async (_when, withdrawnAfterMs) => {
  const { clock, log, storage } = new FakeHost();
  const updateShared: typeof storage.updateShared = async (name, update) => {
    await sleep(clock, 5);
    const value = await storage.updateShared(name, update);
    await sleep(clock, 5);
    return value;
  };
  const shared = { readShared: storage.readShared.bind(storage), updateShared } as typeof storage;
  const stands: string[] = [];
  const breakers = new SharedBreakers({
    clock,
    log,
    storage: shared,
    adopt: () => stands.push('closed to all'),
    release: () => stands.push('open'),
  });
  breakers.publish('ollama', { kind: 'held', until: 'key', reason: 'key-refused' });
  await clock.advance(withdrawnAfterMs);
  breakers.withdraw('ollama');
  await clock.advance(100);
  expect(storage.disk.shared.get('breakers')).toBe('{}');
  expect(stands.at(-1)).not.toBe('closed to all');
  breakers.dispose();
});
