import { describe, expect, it } from 'vitest';
import { useEditorWindow } from './support/use-editor-window.ts';
import { useOllama, writing } from './support/use-ollama.ts';

describe('a slow model service', () => {
  const ollama = useOllama();
  const editor = useEditorWindow({ settings: () => ({ ...ollama.settings(), 'midfill.streamTimeoutMs': 10_000 }) });

  it('has its late answer painted after a pause, without a key', async () => {
    const { window } = editor;
    ollama.play({ answer: writing('average = amount / number'), ttftMs: 1500 });
    await window.open('late.py', '█\n');
    await window.type('average = ');
    await expect.poll(() => window.ghostText()).toBe('amount / number');
    await window.press('Tab');
    await expect.poll(() => window.marked()).toBe('average = amount / number█\n');
  });

  it('sees its stream ended when the text has gone another way', async () => {
    const { window } = editor;
    ollama.play({ answer: writing('median = middle_of(sorted_values)'), ttftMs: 20_000 });
    await window.open('diverge.py', '█\n');
    await window.type('median = ');
    await expect.poll(() => ollama.completions.length).toBeGreaterThan(0);
    const waiting = ollama.completions.length;
    ollama.play({ answer: '' });
    await window.type('7\n\n');
    const outcomes = (): string[] => ollama.completions.slice(0, waiting).map(({ outcome }) => outcome);
    await expect.poll(outcomes).toEqual(Array.from({ length: waiting }, () => 'aborted'));
  });
});
