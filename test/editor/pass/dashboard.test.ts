import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { resultsRoot } from '../harness/locations.ts';
import { openEditorWindow } from '../support/open-editor-window.ts';
import { sampleStatistics, writeStatistics } from '../../support/sample-statistics.ts';
import { waitUntil } from '../support/wait-until.ts';

/** By their settings' names. */
const themes = ['Dark Modern', 'Light Modern', 'High Contrast'];
/** For text, by the Web Content Accessibility Guidelines. */
const leastContrast = 4.5;

describe('the dashboard', () => {
  const shared = inject('editor');
  const end = new AsyncDisposableStack();

  afterAll(() => end.disposeAsync());

  it('can be read in every theme and used by keyboard, and breaks no rule of its page', async () => {
    if (shared.kind !== 'web') throw new Error('The profile of a desktop window is elsewhere.');
    const storage = join(shared.profileFolder, 'data/User/globalStorage/midfill.midfill');
    await writeStatistics(storage, sampleStatistics(Date.now()));
    const { opened, window } = await openEditorWindow(shared, { 'workbench.colorTheme': `Default ${themes[0]}` });
    end.defer(() => opened.close());
    const { page, companion } = window;
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    await companion.execute('midfill.showDashboard');
    await mkdir(resultsRoot, { recursive: true });
    for (const theme of themes) {
      await companion.ask({ kind: 'write-setting', key: 'workbench.colorTheme', value: `Default ${theme}` });
      const frame = await findDashboard(page, theme);
      expect(await lowestContrast(frame), theme).toBeGreaterThanOrEqual(leastContrast);
      await page.screenshot({ path: join(resultsRoot, `dashboard-${theme.replaceAll(' ', '-')}.png`) });
    }
    const frame = await findDashboard(page, themes.at(-1)!);
    await frame.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => frame.locator('details').first().getAttribute('open')).toBe('');
    expect(await tabThrough(page, frame)).toEqual(['Show What Would Be Sent', 'Export…', 'Delete Statistics…']);
    expect(complaints).toEqual([]);
  });
});

/** The webview's inner frame, once it is in this theme. */
function findDashboard(page: Page, theme: string): Promise<Frame> {
  let seen: string[] = [];
  const look = async (): Promise<Frame | undefined> => {
    seen = [];
    for (const frame of page.frames()) {
      const heading = await frame
        .evaluate(() => {
          const { document } = globalThis as unknown as { document: PageDocument };
          return [document.querySelector('h1')?.textContent, document.body.dataset['vscodeThemeId']].join(' in ');
        })
        .catch(() => '');
      seen.push(heading);
      if (heading.replace('Default ', '') === `What became of your suggestions in ${theme}`) return frame;
    }
    return undefined;
  };
  return waitUntil(`the dashboard in ${theme}`, look, { instead: () => seen });
}

/** The labels of the buttons that Tab comes to from here. */
async function tabThrough(page: Page, frame: Frame): Promise<string[]> {
  const labels: string[] = [];
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await frame.evaluate(() => {
      const { document } = globalThis as unknown as { document: PageDocument };
      return document.activeElement?.tagName === 'BUTTON' ? document.activeElement.textContent : '';
    });
    if (focused !== '') labels.push(focused ?? '');
  }
  return [...new Set(labels)].filter((label) => !label.startsWith('Forget'));
}

/** Of all text against what is behind it. */
function lowestContrast(frame: Frame): Promise<number> {
  return frame.evaluate(() => {
    const page = globalThis as unknown as { document: PageDocument; getComputedStyle(element: unknown): PageStyle };
    const read = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: readonly number[]): number =>
      [0.2126, 0.7152, 0.0722].reduce((sum, share, index) => {
        const value = (colour[index] ?? 0) / 255;
        return sum + share * (value <= 0.039_28 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
      }, 0);
    const behind = (element: PageElement): number[] => {
      for (let at: PageElement | null = element; at !== null; at = at.parentElement) {
        const colour = read(page.getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || colour[3] === 1) return colour;
      }
      return read(page.getComputedStyle(page.document.body).backgroundColor);
    };
    let lowest = Infinity;
    for (const element of page.document.querySelectorAll(
      'h1, h2, p, li span, th, td, caption, dt, dd, summary, button',
    )) {
      const [text, ground] = [luminance(read(page.getComputedStyle(element).color)), luminance(behind(element))];
      lowest = Math.min(lowest, (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05));
    }
    return lowest;
  });
}

interface PageElement {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
  readonly dataset: Readonly<Record<string, string>>;
}

interface PageStyle {
  readonly color: string;
  readonly backgroundColor: string;
}

interface PageDocument {
  readonly body: PageElement;
  readonly activeElement: PageElement | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}
