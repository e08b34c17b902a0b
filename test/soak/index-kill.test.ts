import { appendFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { mortalWorkers } from '../support/mortal-workers.ts';
import { RealWorkers } from '../support/real-workers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { seeded } from '../bench/context/corpus.ts';

const rounds = 40;
const files = 60;
const text = (index: number): string =>
  ['total_with_tax', 'total_in_cents', 'total_rounded']
    .map((name) => `  puts cart${index % 7}.${name}(prices)\n`)
    .join('')
    .repeat(20);
const question = 'def summary(cart3, prices)\n  puts cart3.total_with_tax(prices)\n  puts cart3.total_in_';

/*
 * Two windows on one workspace, their workers killed at any moment of their work, their stored index cut, emptied or
 * removed, files changing: after each round both answer again, and nothing was thrown at the editor.
 */
test(
  `both windows answer again after each of ${rounds} rounds of kills and broken stores`,
  { timeout: 600_000 },
  async () => {
    const folder = temporaryFolder();
    const store = temporaryFolder();
    for (let index = 0; index < files; index += 1) writeFileSync(join(folder, `part${index}.rb`), text(index));
    const random = seeded(5);
    const faults: unknown[] = [];
    const onFault = (fault: unknown): void => void faults.push(fault);
    process.on('unhandledRejection', onFault);
    onTestFinished(() => void process.off('unhandledRejection', onFault));
    const fileOf = mortalWorkers();
    const all: RealWorkers[] = [];
    const open = (): RealWorkers => {
      const window = new RealWorkers({ folder, store, fileOf });
      window.start();
      all.push(window);
      return window;
    };
    const windows = [open(), open()];
    onTestFinished(() => windows.forEach((window) => window.dispose()));
    const broken = { cut: 0, removed: 0 };
    for (let round = 0; round < rounds; round += 1) {
      await wait(random() * 900);
      const victim = windows[Math.floor(random() * 2)];
      victim?.kill(random() < 0.5 ? 'interactive' : 'background');
      const stored = readdirSync(store, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      for (const entry of stored) {
        const path = join(entry.parentPath, entry.name);
        try {
          if (random() < 0.2) {
            truncateSync(path, Math.floor(random() * 2000));
            broken.cut += 1;
          } else if (random() < 0.1) {
            rmSync(path);
            broken.removed += 1;
          }
        } catch {
          // A window was quicker.
        }
      }
      const changed = join(folder, `part${Math.floor(random() * files)}.rb`);
      appendFileSync(changed, '# changed\n');
      if (round % 8 === 7) {
        // A window is closed and opened again: its supervisor waits no longer than at first.
        const at = Math.floor(random() * 2);
        windows[at]?.dispose();
        windows[at] = open();
      }
      if (round % 4 !== 3) continue;
      for (const window of windows) {
        await expect.poll(() => window.complete('a.rb', question), { timeout: 70_000 }).toMatch(/^cents/);
      }
    }
    expect(faults).toEqual([]);
    console.log(
      JSON.stringify({ rounds, ...broken, windows: all.length, starts: all.flatMap(({ started }) => started).length }),
    );
  },
);
