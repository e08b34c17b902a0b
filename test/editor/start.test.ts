import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { ghostTextAfterAKey, npmStart } from './support/npm-start.ts';
import { installScreenReader } from './support/screen.ts';

const editor = inject('editor');

describe('npm start', () => {
  it('opens a VS Code in which ghost text soon appears, and leaves nothing behind when stopped', async () => {
    if (editor.kind !== 'web') throw new Error('This is about VS Code in the browser.');
    const started = await npmStart(editor.extension);
    const browser = await chromium.connect(editor.browserEndpoint);
    try {
      const page = await browser.newPage();
      await page.addInitScript(installScreenReader);
      await page.goto(started.url);
      await page.locator('.editor-instance .monaco-editor.focused').waitFor();
      await page.keyboard.type('def print_by_region(orders: list[Order]) -> None:\n', { delay: 40 });
      await expect.poll(() => ghostTextAfterAKey(page)).not.toBe('');
      expect(await started.stop()).toBe(0);
      expect(existsSync(new URL(started.url).searchParams.get('folder')!)).toBe(false);
      await expect(fetch(started.url)).rejects.toThrow('fetch failed');
    } finally {
      started.kill();
      await browser.close();
    }
  }, 120_000);
});
