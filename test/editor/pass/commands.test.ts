import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import strings from '../../../package.nls.json' with { type: 'json' };
import { sampleWorkspace } from '../harness/locations.ts';
import { useEditorWindow } from '../support/use-editor-window.ts';
import { runByTitle } from '../support/workbench.ts';

/** Where one looks for what a command does, and what is there then. */
type Seen = readonly [place: string, text: string];

const quickInput = '.quick-input-widget input';
const notification = '.notification-list-item-message';
const tab = '.tab.active';
/** Not on screen: what asked for what was decided, since whether anything is offered is the engine's to say. */
const decision = 'decision';

/** With the embedded engine alone, the cursor in code, and no key kept. */
const seen: Readonly<Record<string, Seen>> = {
  'midfill.setUpProvider': [quickInput, 'Which service should complete your code?'],
  'midfill.switchProvider': [quickInput, 'Who should complete your code?'],
  'midfill.switchModel': [notification, 'The embedded engine has one model'],
  'midfill.toggle': [quickInput, 'Turn suggestions on or off'],
  'midfill.snooze': [quickInput, 'Pause suggestions for …'],
  'midfill.trigger': [decision, 'explicit'],
  'midfill.whyNoSuggestion': [notification, '.'],
  'midfill.showPrompt': [notification, 'there is no prompt'],
  'midfill.showDashboard': [tab, 'Midfill'],
  'midfill.showLog': ['.part.panel', 'Midfill'],
  'midfill.openWalkthrough': ['.gettingStartedContainer', 'Get Started with Midfill'],
  'midfill.copyDiagnostics': [notification, 'on the clipboard'],
  'midfill.showWhatWouldBeSent': [tab, 'what-would-be-sent.json'],
  'midfill.resetStatistics': ['.monaco-dialog-box', 'Delete Midfill’s statistics'],
  'midfill.clearKey': [notification, 'has no key stored'],
};

describe('every command, by its title in the palette', () => {
  const editor = useEditorWindow({ files: sampleWorkspace });

  it.each(manifest.contributes.commands)('$command', async ({ command, title }) => {
    const { window } = editor;
    const { page } = window;
    const [place, text] = seen[command] ?? ['nothing is expected of it', ''];
    await window.openBelow('python/report.py', 'def print_by_customer');
    await runByTitle(page, `Midfill: ${strings[title.replaceAll('%', '') as keyof typeof strings]}`);
    await expect
      .poll(() => (place === decision ? editor.decisions.read().map(({ trigger }) => trigger) : readPlace(page, place)))
      .toContain(text);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await window.companion.execute('notifications.clearAll');
  });
});

async function readPlace(page: Page, place: string): Promise<string | null | undefined> {
  const [element] = await page.locator(place).all();
  return place === quickInput ? element?.getAttribute('placeholder') : element?.textContent();
}
