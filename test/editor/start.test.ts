import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { installScreenReader, watchFrames } from './support/screen.ts';
import { waitUntil } from './support/wait-until.ts';

const { browserEndpoint, extension } = inject('editor');

describe('npm start', () => {
  it('opens a VS Code in which ghost text soon appears, and leaves nothing behind when stopped', async () => {
    const started = spawn(process.execPath, [join(import.meta.dirname, 'start.ts')], {
      env: { ...process.env, BROWSER: 'none', MIDFILL_EDITOR: 'browser', MIDFILL_VSIX: extension },
    });
    let output = '';
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const ended = new Promise<number | null>((resolve) => started.once('exit', resolve));
    const browser = await chromium.connect(browserEndpoint);
    try {
      const url = await waitUntil('the URL', () => /http:\S+/.exec(output)?.[0], { instead: () => output });
      const workspace = new URL(url).searchParams.get('folder')!;
      const page = await browser.newPage();
      await page.addInitScript(installScreenReader);
      await page.goto(url);
      await page.locator('.editor-instance .monaco-editor.focused').waitFor();
      await page.keyboard.type('def print_by_region(orders: list[Order]) -> None:\n', { delay: 40 });
      await expect.poll(() => ghostTextAfterAKey(page)).not.toBe('');
      started.kill('SIGINT');
      expect(await ended).toBe(0);
      expect(existsSync(workspace)).toBe(false);
      await expect(fetch(url)).rejects.toThrow('fetch failed');
    } finally {
      started.kill('SIGKILL');
      await browser.close();
    }
  });
});

/** Each key asks again: the page has no event for the moment in which the extension is up. */
async function ghostTextAfterAKey(page: Page): Promise<string> {
  await page.keyboard.type(' ');
  await page.keyboard.press('Backspace');
  const frames = await watchFrames(page, 20);
  return frames.at(-1)!.ghostText;
}
