import { describe, expect, test } from 'vitest';
import { statsCommand } from '../../../src/cli/commands/stats.ts';
import type { Summary } from '../../../src/core/telemetry/summary.ts';
import { createFakeIo } from '../../support/fake-io.ts';
import { sampleStatistics, writeStatistics } from '../../support/sample-statistics.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function run(...args: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  await writeStatistics(folder, args.includes('--empty') ? [] : sampleStatistics(Date.now()));
  const io = createFakeIo();
  expect(await statsCommand.run(['--data', folder, ...args.filter((arg) => arg !== '--empty')], io)).toBe(0);
  return io.printed.out;
}

describe('midfill stats', () => {
  test('sums up what windows have left, as one object', async () => {
    const summary = JSON.parse(await run('--json')) as Summary;
    expect(summary.total.shown).toBeGreaterThan(1000);
    expect(summary.byModel.map(({ name }) => name)).toContain('codestral-2508 (codestral-latest)');
    expect(summary.kept.map(({ afterMs }) => afterMs)).toEqual([30_000, 120_000, 300_000]);
    expect(summary.byDay.length).toBeGreaterThan(25);
  });

  test('prints rates by language, model and author in columns that line up', async () => {
    const lines = (await run()).split('\n');
    const rates = lines.filter((line) => line.endsWith('%'));
    expect(rates.length).toBeGreaterThan(8);
    expect(rates.some((line) => line.startsWith('qwen2.5-coder:1.5b-base  '))).toBe(true);
    expect(lines.filter((line) => line.startsWith('name')).length).toBe(4);
  });

  test('says so where nothing was recorded', async () => {
    expect(await run('--empty')).toBe('Nothing has been recorded on this machine yet.\n');
  });
});
