import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCodestralStandIn } from '../services/codestral.ts';
import type { StandIn } from '../services/stand-in.ts';
import { useEditorWindow } from './support/use-editor-window.ts';
import { useOllama } from './support/use-ollama.ts';
import { answerDialog, choose, enter, nextNotification, readStatus, runByTitle } from './support/workbench.ts';

describe('the commands', () => {
  const ollama = useOllama();
  const editor = useEditorWindow({ settings: () => ({ ...ollama.settings(), 'midfill.fallback': ['embedded'] }) });
  let codestral: StandIn | undefined;

  const setting = (key: string): Promise<unknown> => editor.window.companion.ask({ kind: 'read-setting', key });

  beforeAll(async () => {
    codestral = await startCodestralStandIn({ answer: 'left + right' });
  });

  afterAll(async () => {
    await codestral?.close();
  });

  it('turn suggestions off and on, everywhere and for files alike', async () => {
    const { page } = editor.window;
    await editor.window.open('shop.py', 'total = █\n');
    for (const [choice, state] of [
      ['everywhere', 'turned off.'],
      ['for files like this', 'turned off in this file'],
    ] as const) {
      await runByTitle(page, 'Midfill: Turn On or Off');
      await choose(page, `Turn off ${choice}`);
      await expect.poll(() => readStatus(page)).toContain(state);
      await runByTitle(page, 'Midfill: Turn On or Off');
      await choose(page, `Turn on ${choice}`);
      await expect.poll(() => readStatus(page)).not.toContain('turned off');
    }
  });

  it('switch the model, from those that the server has', async () => {
    const { page } = editor.window;
    const names = ['qwen2.5-coder:1.5b-base', 'starcoder2:3b'];
    ollama.play({ models: names.map((name) => ({ name })) });
    await runByTitle(page, 'Midfill: Switch Model');
    await choose(page, 'starcoder2:3b');
    await expect.poll(() => setting('midfill.ollama.model')).toBe('starcoder2:3b');
    await expect.poll(() => readStatus(page)).toContain('starcoder2:3b completes via Ollama');
  });

  it('delete a key that was set up', async () => {
    const { page } = editor.window;
    await runByTitle(page, 'Midfill: Set Up a Provider');
    await choose(page, 'Codestral');
    await enter(page, 'Codestral: address', codestral!.url);
    await enter(page, 'Codestral: key', 'sk-editor-test');
    await choose(page, 'codestral-latest');
    expect(await nextNotification(page)).toContain('Codestral completes with');
    await runByTitle(page, 'Midfill: Clear Key');
    await choose(page, 'Codestral');
    expect(await nextNotification(page)).toContain('The key for Codestral is deleted from this machine');
    await runByTitle(page, 'Midfill: Clear Key');
    expect(await nextNotification(page)).toBe('Midfill has no key stored.');
  });

  it('show what would be sent, and copy what helps others to help, without code, keys or paths', async () => {
    const { page, companion } = editor.window;
    await runByTitle(page, 'Midfill: Show What Would Be Sent');
    await expect.poll(async () => (await companion.readEditor()).path).toContain('what-would-be-sent.json');
    expect(JSON.parse((await companion.readEditor()).text)).toMatchObject({
      explanation: expect.stringContaining('Nothing is sent') as string,
    });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await runByTitle(page, 'Midfill: Copy Diagnostics');
    expect(await nextNotification(page)).toContain('on the clipboard');
    await editor.window.open('report.md', '█');
    await companion.execute('editor.action.clipboardPasteAction');
    await expect.poll(async () => (await companion.readEditor()).text).toContain('## Midfill');
    const report = (await companion.readEditor()).text;
    expect(report).toContain('midfill.codestral.baseUrl: set');
    expect(report).not.toMatch(/sk-editor-test|127\.0\.0\.1|shop\.py/);
  });

  it('delete the statistics, once that is confirmed', async () => {
    const { page } = editor.window;
    await runByTitle(page, 'Midfill: Reset Statistics');
    expect(await answerDialog(page, 'Reset')).toContain('Delete Midfill’s statistics on this machine?');
  });
});
