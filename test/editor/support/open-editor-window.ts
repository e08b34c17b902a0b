import { cp, mkdtemp, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { quietProfile } from '../harness/profile-settings.ts';
import { connectCompanion } from './companion-client.ts';
import { EditorWindow } from './editor-window.ts';
import { openWindow } from './open-window.ts';
import type { OpenedWindow } from './open-window.ts';
import { installScreenReader } from './screen.ts';
import type { SharedEditor } from './shared-editor.ts';

/** Opens a window on a workspace of its own, in which Midfill is active and the screen can be read. */
export async function openEditorWindow(
  shared: SharedEditor,
  settings: Readonly<Record<string, unknown>>,
  files?: string,
): Promise<{ readonly opened: OpenedWindow; readonly window: EditorWindow }> {
  const folder = await realpath(await mkdtemp(join(shared.runFolder, 'workspace-')));
  if (files !== undefined) await cp(files, folder, { recursive: true });
  const since = Date.now();
  const opened = await openWindow(shared, folder, { ...quietProfile, ...settings });
  try {
    const companion = await connectCompanion(shared.companionsFolder, folder, since);
    await companion.ask({ kind: 'activate', extensionId: 'midfill.midfill' });
    await opened.page.evaluate(installScreenReader);
    return { opened, window: new EditorWindow(opened.page, folder, companion) };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
