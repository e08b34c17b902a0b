import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Worker, WorkerName } from '../../../src/core/host.ts';
import { createLog } from '../../../src/node/log.ts';
import { WorkerThreads } from '../../../src/node/worker-threads.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const linkUrl = new URL('../../../src/node/worker-link.ts', import.meta.url).href;

/** A worker that says hello to each partner, passes on what its partner says, and ends on request. */
const source = `
  import { parentPort, workerData } from 'node:worker_threads';
  import { onWorkerLink } from ${JSON.stringify(linkUrl)};
  parentPort.on('message', (message) => { if (message === 'end') process.exit(3); });
  onWorkerLink(parentPort, (other) => {
    other.onMessage((heard) => parentPort.postMessage({ heard }));
    other.post('hello from ' + workerData.label);
  });
`;

function startable(): WorkerThreads {
  const folder = temporaryFolder();
  const file = (name: WorkerName): string => join(folder, `${name}.mjs`);
  for (const name of ['interactive', 'background'] as const) writeFileSync(file(name), source);
  return new WorkerThreads({ log: createLog(() => {}), fileOf: file, data: { label: 'partner' } });
}

function started(threads: WorkerThreads, name: WorkerName): Worker {
  const worker = threads.start(name);
  onTestFinished(() => worker.dispose());
  return worker;
}

const nextMessage = (worker: Worker): Promise<unknown> =>
  new Promise((resolve) => {
    const subscription = worker.port.onMessage((message) => {
      subscription.dispose();
      resolve(message);
    });
  });

test('the two workers can speak to each other', async () => {
  const threads = startable();
  const [one, two] = [started(threads, 'interactive'), started(threads, 'background')];
  const heard = await Promise.all([nextMessage(one), nextMessage(two)]);
  expect(heard).toEqual([{ heard: 'hello from partner' }, { heard: 'hello from partner' }]);
});

test('a worker that was started anew is joined to the other one', async () => {
  const threads = startable();
  const first = started(threads, 'interactive');
  const other = started(threads, 'background');
  await Promise.all([nextMessage(first), nextMessage(other)]);
  const exit = new Promise<{ reason: string }>((resolve) => first.onDidExit(resolve));
  first.port.post('end');
  expect(await exit).toEqual({ reason: 'It ended with code 3.' });
  const second = started(threads, 'interactive');
  expect(await Promise.all([nextMessage(second), nextMessage(other)])).toEqual([
    { heard: 'hello from partner' },
    { heard: 'hello from partner' },
  ]);
});
