import { describe, expect, it } from 'vitest';
import { useEditorWindow } from './support/use-editor-window.ts';

// The instruments are tested before what they measure.

describe('the editor under test', () => {
  const editor = useEditorWindow({
    // Were the provider a moment late for the first key, the list would open, and Tab would be the list's.
    settings: () => ({ 'midfill.enabled': false, 'editor.quickSuggestions': false }),
  });

  it('has the stable API only: a provider with proposed members cannot be registered', async () => {
    const registering = editor.window.companion.ask({ kind: 'register-proposed-provider' });
    await expect(registering).rejects.toThrow(/CANNOT use API proposal: inlineCompletionsAdditions/);
  });

  it('takes the settings of the throw-away profile', async () => {
    const read = (key: string): Promise<unknown> => editor.window.companion.ask({ kind: 'read-setting', key });
    expect(await read('chat.disableAIFeatures')).toBe(true);
    expect(await read('telemetry.telemetryLevel')).toBe('off');
    expect(await read('midfill.enabled')).toBe(false);
  });

  it('shows the ghost text of a provider, and Tab inserts it', async () => {
    const { window } = editor;
    await window.companion.ask({ kind: 'register-constant-provider', text: 'total = price * count' });
    await window.open('constant.py', '█');
    await window.type('tot');
    const afterAnotherKey = async (): Promise<string> => {
      await window.press('Backspace');
      await window.type('t');
      return window.ghostText();
    };
    // The first keys may overtake the news of the provider.
    await expect.poll(afterAnotherKey, { interval: 500 }).toBe('al = price * count');
    await window.press('Tab');
    await expect.poll(() => window.marked()).toBe('total = price * count█');
  });
});
