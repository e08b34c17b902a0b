import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { sampleScreen } from '../support/screen.ts';
import { useEditorWindow } from '../support/use-editor-window.ts';
import { useOllama, writing } from '../support/use-ollama.ts';
import { readStatus } from '../support/workbench.ts';

const block = ['share = part / whole', '    return share'].join('\n');

/** What VS Code has last handed to screen readers. */
async function announced(page: Page): Promise<string> {
  const texts = await page.locator('.monaco-aria-container .monaco-alert').allTextContents();
  return texts.join('\n').replaceAll('\u00A0', ' ');
}

describe('with a screen reader', () => {
  const ollama = useOllama();
  const editor = useEditorWindow({
    settings: () => ({ ...ollama.settings(), 'editor.accessibilitySupport': 'on' }),
  });

  it('a suggestion is read out, and never grows under it', async () => {
    const { window } = editor;
    ollama.play({ answer: '' });
    await window.open('ratio.py', '█\n');
    await window.type('def ratio(part, whole):');
    ollama.play({ answer: writing(`def ratio(part, whole):\n    ${block}`), tokensPerSecond: 20 });
    const stop = await sampleScreen(window.page);
    await window.type('\n');
    await expect.poll(() => announced(window.page)).toMatch(/^share =.*, Inspect this in the accessible view/m);
    await expect.poll(() => ollama.completions.filter(({ outcome }) => outcome === 'running')).toEqual([]);
    await window.ghostTextsOver(30);
    const shown = (await stop()).map(({ ghostText }) => ghostText).filter((text) => text !== '');
    expect(new Set(shown).size).toBe(1);
  });

  it('is asked for by Alt+Backslash, and taken by Tab', async () => {
    const { window } = editor;
    ollama.play({ answer: 'price * count' });
    await window.open('total.py', 'total = █\n');
    await window.press('Alt+Backslash');
    await editor.decisions.waitFor('a request by hand', ({ trigger }) => trigger === 'explicit');
    await expect.poll(() => announced(window.page)).toMatch(/^price \*.*, Inspect this/m);
    await window.press('Tab');
    await expect.poll(() => window.marked()).toMatch(/^total = price \*.*█\n$/);
  });

  it('the status is a button that says all that its tooltip does', async () => {
    const { page } = editor.window;
    await expect
      .poll(() => readStatus(page))
      .toMatch(/^Midfill, ready\. qwen2\.5-coder:1\.5b-base completes via Ollama/);
    const item = page.locator('.statusbar-item[aria-label^="Midfill,"]').first();
    expect(
      await item
        .locator('[role="button"]')
        .or(item.and(page.locator('[role="button"]')))
        .count(),
    ).toBeGreaterThan(0);
  });
});
