import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mortalWorkers } from '../../support/mortal-workers.ts';
import { RealWorkers } from '../../support/real-workers.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/*
 * Real threads, real files. The supervisor starts a worker again half a second after it ended, so each of these tests
 * takes a second or two.
 */

const lines = ['total_with_tax', 'total_in_cents', 'total_rounded'].map((name) => `  puts cart.${name}(prices)\n`);
const summary = 'def summary(cart, prices)\n  puts cart.total_with_tax(prices)\n  puts cart.total_in_';

function project(): { readonly folder: string; readonly store: string } {
  const folder = temporaryFolder();
  for (let index = 0; index < 12; index += 1) {
    writeFileSync(join(folder, `part${index}.rb`), `def part${index}(cart, prices)\n${lines.join('').repeat(3)}end\n`);
  }
  return { folder, store: temporaryFolder() };
}

function started(parts: { readonly folder: string; readonly store: string }): RealWorkers {
  const workers = new RealWorkers({ ...parts, fileOf: mortalWorkers() });
  onTestFinished(() => workers.dispose());
  workers.start();
  return workers;
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test('a killed worker comes back with all it knew, and questions meanwhile are answered with nothing, at once', async () => {
  const workers = started(project());
  await workers.untilUpToDate();
  await expect.poll(() => workers.complete('a.rb', summary)).toMatch(/^cents/);
  for (const name of ['interactive', 'background'] as const) {
    workers.kill(name);
    await expect.poll(() => workers.started.at(-1)).toBe(name);
    await expect.poll(() => workers.complete('a.rb', summary)).toMatch(/^cents/);
  }
  expect(workers.started).toHaveLength(4);
});

test('a store whose files are cut in half is made anew', async () => {
  const parts = project();
  const first = started(parts);
  await first.untilUpToDate();
  first.dispose();
  const stored = filesBelow(parts.store);
  expect(stored.length).toBeGreaterThan(0);
  for (const path of stored) truncateSync(path, 100);
  const second = started(parts);
  await second.untilUpToDate();
  await expect.poll(() => second.complete('a.rb', summary)).toMatch(/^cents/);
  expect(filesBelow(parts.store).filter((path) => stored.includes(path))).toEqual([]);
  expect(filesBelow(parts.store).length).toBeGreaterThan(0);
});

test('where nothing can be stored the index works, and the log says so once', async () => {
  const parts = project();
  const blocked = join(parts.store, 'index');
  writeFileSync(blocked, 'A file where a folder should be.');
  const workers = started({ ...parts, store: blocked });
  await workers.untilUpToDate();
  await expect.poll(() => workers.complete('a.rb', summary)).toMatch(/^cents/);
  const warnings = workers.host.logLines.filter(({ level }) => level === 'warn');
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^The stored index .* reason=ENOTDIR$/),
    expect.stringMatching(/^The index .* reason=ENOTDIR$/),
  ]);
});
