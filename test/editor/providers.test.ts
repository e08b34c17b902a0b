import { describe, expect, it } from 'vitest';
import { useEditorWindow } from './support/use-editor-window.ts';
import { useOllama, writing } from './support/use-ollama.ts';
import { waitUntil } from './support/wait-until.ts';
import { choose, enter, nextNotification, readStatus, runByTitle } from './support/workbench.ts';

describe('a provider', () => {
  const ollama = useOllama();
  const editor = useEditorWindow({ settings: () => ({}) });

  it('is set up from nothing to the first suggestion', async () => {
    const { window } = editor;
    const { page } = window;
    ollama.play({ answer: 'price * count' });
    await window.open('shop.py', '█\n');
    await expect.poll(() => readStatus(page)).toContain('Embedded engine completes');
    await runByTitle(page, 'Midfill: Set Up a Provider');
    await choose(page, 'Ollama');
    await enter(page, 'Ollama: address', `${String(ollama.settings()['midfill.ollama.baseUrl'])}/api/generate`);
    expect(await nextNotification(page)).toContain('Ollama completes with');
    await expect.poll(() => readStatus(page)).toContain('completes via Ollama');
    await window.companion.execute('workbench.action.focusActiveEditorGroup');
    await window.type('total = ');
    await expect.poll(() => window.ghostText()).toBe('price * count');
  });

  it('is switched by the palette, and the status says who completes', async () => {
    const { page } = editor.window;
    await runByTitle(page, 'Midfill: Switch Provider');
    await choose(page, 'Embedded engine');
    await expect.poll(() => readStatus(page)).toContain('Embedded engine completes');
    await runByTitle(page, 'Midfill: Switch Provider');
    await choose(page, 'Ollama');
    await expect.poll(() => readStatus(page)).toContain('completes via Ollama');
  });

  it('that is set up at a place where nothing answers is explained, and not taken', async () => {
    const { page } = editor.window;
    await runByTitle(page, 'Midfill: Set Up a Provider');
    await choose(page, 'llama.cpp');
    await enter(page, 'llama.cpp: address', 'http://127.0.0.1:9');
    await enter(page, 'llama.cpp: key', '');
    expect(await nextNotification(page)).toContain('127.0.0.1:9');
    expect(await readStatus(page)).toContain('completes via Ollama');
  });
});

describe('why nothing is shown', () => {
  const ollama = useOllama();
  const editor = useEditorWindow({ settings: () => ollama.settings() });

  async function explanation(): Promise<string> {
    await runByTitle(editor.window.page, 'Midfill: Why No Suggestion Here?');
    return nextNotification(editor.window.page);
  }

  it('where nobody has asked', async () => {
    await editor.window.open('place.py', 'a = 1\n█\n');
    expect(await explanation()).toContain('Probably: Nobody has asked at this place');
  });

  it('where the model had nothing to add', async () => {
    const { window } = editor;
    ollama.play({ answer: '' });
    await window.open('empty.py', '█\n');
    await window.type('nothing = ');
    await editor.decisions.waitFor(
      'an empty answer at the end',
      ({ outcome, character }) => outcome.kind === 'nothing' && character === 'nothing = '.length,
    );
    expect(await explanation()).toContain('The model had nothing to add here');
  });

  it('in a language that is off', async () => {
    const { window } = editor;
    await window.open('notes.md', 'word █\n');
    expect(await explanation()).toContain('turned off for markdown');
    await expect.poll(() => readStatus(window.page)).toContain('turned off for markdown');
  });

  it('while snoozed', async () => {
    const { window } = editor;
    await window.open('snooze.py', '█\n');
    await runByTitle(window.page, 'Midfill: Snooze');
    await choose(window.page, '5 minutes');
    await expect.poll(() => readStatus(window.page)).toContain('snoozed until');
    expect(await explanation()).toContain('snoozed until');
    await runByTitle(window.page, 'Midfill: Snooze');
    await choose(window.page, 'End the pause');
    await expect.poll(() => readStatus(window.page)).not.toContain('snoozed');
  });

  it('where inline suggestions are turned off in the editor', async () => {
    const { window } = editor;
    await window.open('off.py', '█\n');
    await window.companion.ask({ kind: 'write-setting', key: 'editor.inlineSuggest.enabled', value: false });
    await expect.poll(() => readStatus(window.page)).toContain('editor.inlineSuggest.enabled');
    expect(await explanation()).toContain('editor.inlineSuggest.enabled');
    await window.companion.ask({ kind: 'write-setting', key: 'editor.inlineSuggest.enabled', value: undefined });
  });

  it('while the service limits us, and the status says until when', async () => {
    const { window } = editor;
    ollama.play({ answer: writing('limited = 1'), fault: 'status-429-seconds' });
    await window.open('limited.py', '█\n');
    await window.type('limited = ');
    await expect.poll(() => readStatus(window.page)).toContain('Ollama is limited until');
  });
});

describe('the prompt', () => {
  const ollama = useOllama();
  const editor = useEditorWindow({ settings: () => ollama.settings() });

  it('is shown as it would be sent, with where each part comes from', async () => {
    const { window } = editor;
    await window.open('cart.py', 'class CartItem:\n    def __init__(self, name, price):\n        self.name = name\n█');
    await window.open('order.py', 'from cart import CartItem\n\nitem = CartItem(█\n');
    const shown = await waitUntil('the other tab to be known', async () => {
      await window.openAt('order.py', { line: 2, character: 'item = CartItem('.length });
      await runByTitle(window.page, 'Midfill: Show the Prompt for This Place');
      const text = await waitUntil('the prompt', async () => {
        const marked = await window.marked();
        return marked.includes('# What Ollama would be asked') ? marked : undefined;
      });
      return text.includes('- cart.py:CartItem (definitions') ? text : undefined;
    });
    expect(shown).toContain('### `prompt`');
    expect(shown).toContain('item = CartItem(');
  });
});
