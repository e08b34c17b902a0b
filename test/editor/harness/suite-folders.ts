import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCompanion } from './build-companion.ts';
import { resultsRoot } from './locations.ts';
import { packageMidfill } from './package-extension.ts';
import { toConsole } from './progress.ts';

/** What a run of the suite needs whatever the editor; all of it in one folder, removed at its end. */
export interface SuiteFolders {
  readonly runFolder: string;
  readonly companionsFolder: string;
  readonly decisionsFile: string;
  readonly livesFile: string;
  readonly logsFolder: string;
  readonly extension: string;
  readonly companion: string;
}

/** Packages Midfill and the companion, and makes the folders; `end` removes them. */
export async function prepareSuite(end: AsyncDisposableStack): Promise<SuiteFolders> {
  const runFolder = await realpath(await mkdtemp(join(tmpdir(), 'midfill-editor-')));
  end.defer(() => rm(runFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  await rm(resultsRoot, { recursive: true, force: true });
  const companionsFolder = join(runFolder, 'companions');
  const logsFolder = join(runFolder, 'logs');
  await mkdir(companionsFolder);
  await mkdir(logsFolder);
  return {
    runFolder,
    companionsFolder,
    decisionsFile: join(runFolder, 'decisions.jsonl'),
    livesFile: join(runFolder, 'lives.jsonl'),
    logsFolder,
    extension: await packageMidfill(toConsole),
    companion: await buildCompanion(join(runFolder, 'companion')),
  };
}

/** Sets up, and takes back what was done when a step fails; answers what ends it. */
export async function endingWith(setUp: (end: AsyncDisposableStack) => Promise<void>): Promise<() => Promise<void>> {
  const end = new AsyncDisposableStack();
  try {
    await setUp(end);
  } catch (error) {
    await end.disposeAsync();
    throw error;
  }
  return () => end.disposeAsync();
}
