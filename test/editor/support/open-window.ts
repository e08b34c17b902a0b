import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { _electron, chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { companionFolderVariable } from '../companion/protocol.ts';
import { writeSettings } from '../harness/editor-server.ts';
import type { DesktopEditorUnderTest, SharedEditor, WebEditor } from './shared-editor.ts';

export interface OpenedWindow {
  readonly page: Page;
  close(): Promise<void>;
}

type Settings = Readonly<Record<string, unknown>>;

const viewport = { width: 1280, height: 800 };

/** Opens a folder in a VS Code window of its own, with these settings. */
export function openWindow(editor: SharedEditor, folder: string, settings: Settings): Promise<OpenedWindow> {
  return editor.kind === 'web' ? openInBrowser(editor, folder, settings) : openOnDesktop(editor, folder, settings);
}

async function openInBrowser(editor: WebEditor, folder: string, settings: Settings): Promise<OpenedWindow> {
  await writeSettings(editor.profileFolder, settings);
  const browser = await chromium.connect(editor.browserEndpoint);
  const page = await browser.newPage({ viewport });
  await page.goto(`${editor.serverUrl}/?folder=${encodeURIComponent(folder)}`);
  return { page, close: () => browser.close() };
}

async function openOnDesktop(
  editor: DesktopEditorUnderTest,
  folder: string,
  settings: Settings,
): Promise<OpenedWindow> {
  const data = await mkdtemp(join(editor.runFolder, 'user-data-'));
  await mkdir(join(data, 'User'));
  await writeFile(join(data, 'User/settings.json'), JSON.stringify(settings));
  const app = await _electron.launch({
    executablePath: editor.executable,
    args: [
      folder,
      ...['--user-data-dir', data, '--extensions-dir', editor.extensionsFolder, '--logsPath', editor.logsFolder],
      ...['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--disable-workspace-trust'],
      ...['--skip-welcome', '--skip-release-notes'],
    ],
    env: {
      ...(process.env as Record<string, string>),
      [companionFolderVariable]: editor.companionsFolder,
      MIDFILL_DECISIONS_FILE: editor.decisionsFile,
      MIDFILL_LIVES_FILE: editor.livesFile,
    },
  });
  return { page: await app.firstWindow(), close: () => app.close() };
}
