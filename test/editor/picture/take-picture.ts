import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { startBrowser } from '../harness/browser.ts';
import { repositoryRoot } from '../harness/locations.ts';
import { packageMidfill } from '../harness/package-extension.ts';
import { toConsole } from '../harness/progress.ts';
import { ghostTextAfterAKey, npmStart } from '../support/npm-start.ts';
import { installScreenReader, readGhostText } from '../support/screen.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type RecordedFrame, recordScreen, toAnimation } from './screen-recorder.ts';

// `npm run screenshot`: the README's moving picture, of what a user sees after `npm start`, with the embedded engine. It
// is a recording: only what is typed is laid down here, and that Tab takes what is right. What takes longer than anyone
// watches is played faster.

const target = join(repositoryRoot, 'media/midfill.png');

const written = `def total_by_region(orders: list[Order]) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for order in orders:
        totals[order.region] += order.total
    return dict(totals)
`;

const betweenKeysMs = 70;
/** Time to read it, for those who look at the picture. */
const beforeTabMs = 500;
const lastFrameMs = 1500;
const longestMs = 9000;
const worthATab = 8;

const started = await npmStart(await packageMidfill(toConsole));
const launched = await startBrowser(toConsole);
const browser = await chromium.connect(launched.wsEndpoint());
try {
  const page = await browser.newPage({ viewport: { width: 860, height: 440 } });
  await page.addInitScript(installScreenReader);
  await page.goto(started.url);
  await page.locator('.editor-instance .monaco-editor.focused').waitFor();
  await waitUntil('Midfill to be ready', async () => (await ghostTextAfterAKey(page), await isReady(page)));
  // Room for the code: without the side bar.
  await page.keyboard.press('Control+B');
  await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  const stop = await recordScreen(page);
  const keys = await write(page);
  await pause(300);
  const recorded = played(await stop());
  const picture = await toAnimation(await browser.newPage(), recorded, lastFrameMs);
  await writeFile(target, picture);
  const seconds = (recorded.at(-1)!.atMs - recorded[0]!.atMs + lastFrameMs) / 1000;
  toConsole(
    `Wrote ${target}: ${(picture.length / 1024).toFixed(0)} kB, ${seconds.toFixed(1)} s, ${recorded.length} frames; ` +
      `${keys.typed} characters typed and ${keys.taken} taken by ${keys.tabs} Tabs.`,
  );
} finally {
  await browser.close();
  await launched.close();
  await started.stop();
}

/** The recording as fast as it takes to end in time. */
function played(recorded: readonly RecordedFrame[]): readonly RecordedFrame[] {
  const startMs = recorded[0]!.atMs;
  const speed = Math.max(1, (recorded.at(-1)!.atMs - startMs) / (longestMs - lastFrameMs));
  return recorded.map((frame) => ({ ...frame, atMs: startMs + (frame.atMs - startMs) / speed }));
}

async function isReady(page: Page): Promise<true | undefined> {
  return (await page.locator('.statusbar-item[aria-label^="Midfill, ready"]').count()) > 0 || undefined;
}

/** Types as a person who knows what they want: Tab where the ghost text is that, else the next key. */
async function write(page: Page): Promise<{ readonly typed: number; readonly taken: number; readonly tabs: number }> {
  let [typed, taken, tabs] = [0, 0, 0];
  for (let at = 0; at < written.length; await pause(betweenKeysMs)) {
    const shown = await readGhostText(page);
    if (shown.length >= worthATab && written.startsWith(shown, at)) {
      await pause(beforeTabMs);
      await page.keyboard.press('Tab');
      at += shown.length;
      taken += shown.length;
      tabs += 1;
      continue;
    }
    const lineEnd = /\n+( *)/y;
    lineEnd.lastIndex = at;
    const [newLines, indentation = ''] = lineEnd.exec(written) ?? [];
    if (newLines === undefined) {
      await page.keyboard.type(written[at]!);
      typed += 1;
      at += 1;
      continue;
    }
    for (let count = newLines.length - indentation.length; count > 0; count -= 1) await page.keyboard.press('Enter');
    const line = written.slice(written.lastIndexOf('\n', at - 1) + 1, at);
    // The editor indents by itself; Backspace takes a level back.
    const indented = line.length - line.trimStart().length + (line.endsWith(':') ? 4 : 0);
    for (let left = indented; left > indentation.length; left -= 4) await page.keyboard.press('Backspace');
    typed += 1;
    at += newLines.length;
  }
  return { typed, taken, tabs };
}
