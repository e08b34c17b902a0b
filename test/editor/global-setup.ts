import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { companionFolderVariable } from './companion/protocol.ts';
import { startBrowser } from './harness/browser.ts';
import { buildCompanion } from './harness/build-companion.ts';
import { startEditorServer } from './harness/editor-server.ts';
import { installEditor } from './harness/install-editor.ts';
import { resultsRoot } from './harness/locations.ts';
import { packageMidfill } from './harness/package-extension.ts';
import { quietProfile } from './harness/profile-settings.ts';
import { toConsole } from './harness/progress.ts';

/** What the suite's files get from the one server and the one browser that they share. */
export interface SharedEditor {
  /** The package under test. */
  readonly extension: string;
  readonly serverUrl: string;
  readonly browserEndpoint: string;
  /** Holds everything of this run. */
  readonly runFolder: string;
  readonly profileFolder: string;
  readonly companionsFolder: string;
  readonly decisionsFile: string;
  readonly logsFolder: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    editor: SharedEditor;
  }
}

/** Starts one server and one browser for the whole suite; answers what stops and removes them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runFolder = await realpath(await mkdtemp(join(tmpdir(), 'midfill-editor-')));
  const companionsFolder = join(runFolder, 'companions');
  const decisionsFile = join(runFolder, 'decisions.jsonl');
  const profileFolder = join(runFolder, 'profile');
  await mkdir(companionsFolder);
  await rm(resultsRoot, { recursive: true, force: true });
  const serverFolder = await installEditor(toConsole);
  const extension = await packageMidfill(toConsole);
  const extensions = [extension, await buildCompanion(join(runFolder, 'companion'))];
  const browser = await startBrowser(toConsole);
  const server = await startEditorServer({
    serverFolder,
    profileFolder,
    extensions,
    settings: quietProfile,
    environment: { [companionFolderVariable]: companionsFolder, MIDFILL_DECISIONS_FILE: decisionsFile },
  });
  project.provide('editor', {
    extension,
    serverUrl: server.url,
    browserEndpoint: browser.wsEndpoint(),
    runFolder,
    profileFolder,
    companionsFolder,
    decisionsFile,
    logsFolder: server.logsFolder,
  });
  return async () => {
    await browser.close();
    await server.stop();
    await rm(runFolder, { recursive: true, force: true });
  };
}
