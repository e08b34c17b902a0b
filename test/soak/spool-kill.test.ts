import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { startSignalEndpoint } from '../support/signal-endpoint.ts';

const rounds = 200;
const child = resolve(import.meta.dirname, 'spool-child.ts');

test('kill -9 at any moment, two processes at a time: every event that was spooled arrives, once after de-duplication', async () => {
  const root = await mkdtemp(join(tmpdir(), 'midfill-spool-'));
  const log = join(root, 'spooled.log');
  await writeFile(log, '');
  const endpoint = await startSignalEndpoint();
  endpoint.mood = (request) => (request % 7 === 0 ? 503 : 'take');
  const start = (count: number): ChildProcess => fork(child, [join(root, 'storage'), endpoint.url, log, String(count)]);
  let killed = 0;
  for (let round = 0; round < rounds; round += 2) {
    const pair = [start(40), start(40)];
    await Promise.all(
      pair.map(async (running, index) => {
        const exited = once(running, 'exit');
        let timer: NodeJS.Timeout | undefined;
        // From its first write to its last: most end in the middle of their work.
        running.once('message', () => {
          timer = setTimeout(() => running.kill('SIGKILL'), (round * 37 + index * 101) % 60);
        });
        const [, signal] = (await exited) as [number | null, string | null];
        clearTimeout(timer);
        if (signal === 'SIGKILL') killed += 1;
      }),
    );
  }
  const last = start(0);
  await once(last, 'exit');
  await endpoint.close();

  // Adopted events are written again by whoever adopts them.
  const spooled = [...new Set((await readFile(log, 'utf8')).split('\n').slice(0, -1))];
  const delivered = new Set(endpoint.received);
  const lost = spooled.filter((id) => !delivered.has(id));
  process.stdout.write(
    `${killed} of ${rounds} processes killed; ${spooled.length} events spooled, ${endpoint.received.length} deliveries of ${delivered.size} events, ${lost.length} lost\n`,
  );
  await rm(root, { recursive: true, force: true });
  expect(lost).toEqual([]);
  expect(killed).toBeGreaterThan(rounds / 4);
  expect(spooled.length).toBeGreaterThan(200);
}, 600_000);
