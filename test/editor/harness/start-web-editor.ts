import { join } from 'node:path';
import { companionFolderVariable } from '../companion/protocol.ts';
import type { WebEditor } from '../support/shared-editor.ts';
import { startBrowser } from './browser.ts';
import { startEditorServer } from './editor-server.ts';
import { installEditor } from './install-editor.ts';
import { quietProfile } from './profile-settings.ts';
import { toConsole } from './progress.ts';
import { prepareSuite } from './suite-folders.ts';

/** Starts one server with Midfill and the companion, and one browser; `end` stops and removes them. */
export async function startWebEditor(end: AsyncDisposableStack): Promise<WebEditor> {
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
      MIDFILL_LIVES_FILE: suite.livesFile,
    },
  });
  end.defer(() => server.stop());
  return { kind: 'web', ...suite, profileFolder, serverUrl: server.url, browserEndpoint: browser.wsEndpoint() };
}
