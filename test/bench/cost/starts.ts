import { quietProfile } from '../../editor/harness/profile-settings.ts';
import { connectCompanion } from '../../editor/support/companion-client.ts';
import { EditorWindow } from '../../editor/support/editor-window.ts';
import { openWindow } from '../../editor/support/open-window.ts';
import type { WebEditor } from '../../editor/support/shared-editor.ts';
import { median } from './median.ts';
import { type Activation, readActivation } from './startup-performance.ts';

/** Milliseconds, over many windows: a single start takes twice as long where the browser happens to be busy beside it. */
export interface StartCosts {
  readonly starts: number;
  readonly totalMs: number;
  readonly loadCodeMs: number;
  readonly all: readonly number[];
}

/** Opens a window, and closes it again once its extensions have started. */
export async function measureStart(editor: WebEditor, folder: string): Promise<Activation> {
  const since = Date.now();
  const opened = await openWindow(editor, folder, quietProfile);
  try {
    const companion = await connectCompanion(editor.companionsFolder, folder, since);
    const activation = await readActivation(new EditorWindow(opened.page, folder, companion));
    if (activation === undefined) throw new Error('VS Code says nothing of how Midfill started.');
    return activation;
  } finally {
    await opened.close();
  }
}

export function startCostsOf(starts: readonly Activation[]): StartCosts {
  const all = starts.map(({ loadCodeMs, callMs, finishMs }) => loadCodeMs + callMs + finishMs);
  return {
    starts: starts.length,
    totalMs: median(all),
    loadCodeMs: median(starts.map(({ loadCodeMs }) => loadCodeMs)),
    all,
  };
}
