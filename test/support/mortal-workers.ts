import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerName } from '../../src/core/host.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Ends its thread at once on the word `die`, wherever its code is at that moment. */
const mortal = (file: string): string => `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', (message) => { if (message === 'die') process.exit(9); });
  await import(${JSON.stringify(file)});
`;

/** Files of the real workers that can be killed. */
export function mortalWorkers(): (name: WorkerName) => string {
  const folder = temporaryFolder();
  for (const name of ['interactive', 'background'] as const) {
    const source = new URL(`../../src/node/workers/${name}.ts`, import.meta.url).href;
    writeFileSync(join(folder, `${name}.mjs`), mortal(source));
  }
  return (name) => join(folder, `${name}.mjs`);
}
