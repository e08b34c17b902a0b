import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const script = path.resolve(import.meta.dirname, '../../../.ci/count-tests.mjs');
let reports = '';

beforeEach(async () => {
  reports = await mkdtemp(path.join(tmpdir(), 'midfill-reports-'));
});

afterEach(async () => {
  await rm(reports, { recursive: true, force: true });
});

interface FileResult {
  readonly status: 'passed' | 'failed';
  readonly assertionResults: readonly object[];
}

async function report(
  name: string,
  counts: { passed: number; failed: number; files?: readonly FileResult[] },
): Promise<void> {
  const { passed, failed, files = [] } = counts;
  const content = { numPassedTests: passed, numFailedTests: failed, testResults: files };
  await writeFile(path.join(reports, name), JSON.stringify(content));
}

/** The last line, and the exit code. */
function count(exitStatus = 0): [string, number | null] {
  const { stdout, status } = spawnSync(process.execPath, [script, reports, `${exitStatus}`], { encoding: 'utf8' });
  return [stdout.trimEnd(), status];
}

describe('the closing line', () => {
  test('sums the reports of all runs', async () => {
    await report('one.json', { passed: 2, failed: 0 });
    await report('two.json', { passed: 3, failed: 0 });
    expect(count()).toEqual(['5 passed, 0 failed', 0]);
  });

  test('says what failed, and so does the exit code', async () => {
    await report('one.json', { passed: 2, failed: 1 });
    expect(count(1)).toEqual(['2 passed, 1 failed', 1]);
  });

  test('counts a file that could not be loaded', async () => {
    await report('one.json', { passed: 2, failed: 0, files: [{ status: 'failed', assertionResults: [] }] });
    expect(count(1)).toEqual(['2 passed, 1 failed', 1]);
  });

  test('counts a step that failed beside the tests', async () => {
    await report('one.json', { passed: 2, failed: 0 });
    expect(count(1)).toEqual(['2 passed, 1 failed', 1]);
  });

  test('is a failure where nothing ran', () => {
    expect(count()).toEqual(['0 passed, 1 failed', 1]);
  });
});
