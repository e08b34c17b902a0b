import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import { resultsRoot } from '../harness/locations.ts';
import { decisionsFromNow } from './decisions.ts';
import type { DecisionReader } from './decisions.ts';
import type { EditorWindow } from './editor-window.ts';
import { openEditorWindow } from './open-editor-window.ts';
import type { OpenedWindow } from './open-window.ts';

export interface EditorUnderTest {
  readonly window: EditorWindow;
  /** What Midfill has decided since the current test began. */
  readonly decisions: DecisionReader;
}

interface EditorOptions {
  /** On top of the quiet profile's; asked for when the window opens. */
  readonly settings?: () => Readonly<Record<string, unknown>>;
  /** Copied into the workspace before it is opened. */
  readonly files?: string;
}

/** Opens one window for all tests of a file; a failed test leaves a screenshot and the logs in test-results/editor. */
export function useEditorWindow(options: EditorOptions = {}): EditorUnderTest {
  const shared = inject('editor');
  let opened: OpenedWindow | undefined;
  let window: EditorWindow | undefined;
  let decisions = decisionsFromNow(shared.decisionsFile);

  beforeAll(async () => {
    ({ opened, window } = await openEditorWindow(shared, options.settings?.() ?? {}, options.files));
  });

  beforeEach(() => {
    decisions = decisionsFromNow(shared.decisionsFile);
  });

  afterEach(async ({ task }) => {
    if (window === undefined) return;
    if (task.result?.state === 'fail') await keepEvidence(window.page, task.name, shared.logsFolder, decisions);
    await window.closeEditors();
  });

  afterAll(async () => {
    await opened?.close();
  });

  return {
    get window() {
      if (window === undefined) throw new Error('The window is open only while tests run.');
      return window;
    },
    get decisions() {
      return decisions;
    },
  };
}

async function keepEvidence(page: Page, test: string, logs: string, decisions: DecisionReader): Promise<void> {
  const folder = join(resultsRoot, test.replaceAll(/[^\w]+/g, '-'));
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, 'window.png') });
  await cp(logs, join(folder, 'logs'), { recursive: true });
  await writeFile(join(folder, 'decisions.json'), JSON.stringify(decisions.read(), null, 2));
}
