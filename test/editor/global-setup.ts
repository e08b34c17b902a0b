import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { companionFolderVariable } from './companion/protocol.ts';
import { startBrowser } from './harness/browser.ts';
import { startEditorServer } from './harness/editor-server.ts';
import { installEditor } from './harness/install-editor.ts';
import { quietProfile } from './harness/profile-settings.ts';
import { toConsole } from './harness/progress.ts';
import { endingWith, prepareSuite } from './harness/suite-folders.ts';

/** Starts one server and one browser for the whole suite; answers what stops and removes them. */
export function setup(project: TestProject): Promise<() => Promise<void>> {
  return endingWith(async (end) => {
    const serverFolder = await installEditor(toConsole);
    const { companion, ...suite } = await prepareSuite(end);
    const profileFolder = join(suite.runFolder, 'profile');
    const browser = await startBrowser(toConsole);
    end.defer(() => browser.close());
    const server = await startEditorServer({
      serverFolder,
      profileFolder,
      logsFolder: suite.logsFolder,
      extensions: [suite.extension, companion],
      settings: quietProfile,
      environment: {
        [companionFolderVariable]: suite.companionsFolder,
        MIDFILL_DECISIONS_FILE: suite.decisionsFile,
      },
    });
    end.defer(() => server.stop());
    const browserEndpoint = browser.wsEndpoint();
    project.provide('editor', { kind: 'web', ...suite, profileFolder, serverUrl: server.url, browserEndpoint });
  });
}
