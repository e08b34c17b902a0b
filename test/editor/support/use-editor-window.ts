import { cp, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import { writeSettings } from '../harness/editor-server.ts';
import { resultsRoot } from '../harness/locations.ts';
import { quietProfile } from '../harness/profile-settings.ts';
import { connectCompanion } from './companion-client.ts';
import { decisionsFromNow } from './decisions.ts';
import type { DecisionReader } from './decisions.ts';
import { EditorWindow } from './editor-window.ts';
import { installScreenReader } from './screen.ts';

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

const viewport = { width: 1280, height: 800 };

/** Opens one window for all tests of a file; a failed test leaves a screenshot and the logs in test-results/editor. */
export function useEditorWindow(options: EditorOptions = {}): EditorUnderTest {
  const shared = inject('editor');
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  let window: EditorWindow | undefined;
  let decisions = decisionsFromNow(shared.decisionsFile);

  beforeAll(async () => {
    const folder = await realpath(await mkdtemp(join(shared.runFolder, 'workspace-')));
    if (options.files !== undefined) await cp(options.files, folder, { recursive: true });
    await writeSettings(shared.profileFolder, { ...quietProfile, ...options.settings?.() });
    browser = await chromium.connect(shared.browserEndpoint);
    context = await browser.newContext({ viewport });
    const page = await context.newPage();
    await page.addInitScript(installScreenReader);
    const since = Date.now();
    await page.goto(`${shared.serverUrl}/?folder=${encodeURIComponent(folder)}`);
    const companion = await connectCompanion(shared.companionsFolder, folder, since);
    await companion.ask({ kind: 'activate', extensionId: 'midfill.midfill' });
    window = new EditorWindow(page, folder, companion);
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
    await context?.close();
    await browser?.close();
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
