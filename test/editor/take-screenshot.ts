import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startBrowser } from './harness/browser.ts';
import { repositoryRoot } from './harness/locations.ts';
import { packageMidfill } from './harness/package-extension.ts';
import { toConsole } from './harness/progress.ts';
import { ghostTextAfterAKey, npmStart } from './support/npm-start.ts';
import { installScreenReader } from './support/screen.ts';
import { waitUntil } from './support/wait-until.ts';

// `npm run screenshot`: the README's picture, of what a user sees after `npm start`, with the embedded engine.

const target = join(repositoryRoot, 'media/ghost-text.png');

const started = await npmStart(await packageMidfill(toConsole));
const launched = await startBrowser(toConsole);
const browser = await chromium.connect(launched.wsEndpoint());
try {
  const page = await browser.newPage({ viewport: { width: 960, height: 560 }, deviceScaleFactor: 1.5 });
  await page.addInitScript(installScreenReader);
  await page.goto(started.url);
  await page.locator('.editor-instance .monaco-editor.focused').waitFor();
  await page.keyboard.type('def print_by_region(orders: list[Order]) -> None:\n', { delay: 40 });
  const shown = await waitUntil('ghost text', async () => (await ghostTextAfterAKey(page)) || undefined);
  await page.screenshot({ path: target });
  toConsole(`Wrote ${target}, showing ${JSON.stringify(shown)}.`);
} finally {
  await browser.close();
  await launched.close();
  await started.stop();
}
