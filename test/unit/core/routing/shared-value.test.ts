import { expect, test } from 'vitest';
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
