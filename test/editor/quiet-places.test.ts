import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/core/completion/decision.ts';
import type { EditorUnderTest } from './support/use-editor-window.ts';
import { useEditorWindow } from './support/use-editor-window.ts';
import { useOllama, writing } from './support/use-ollama.ts';

const offered = 'anything = something';

describe('where Midfill has nothing to say', () => {
  const ollama = useOllama();
  const editor = useEditorWindow({
    settings: () => ({
      ...ollama.settings(),
      'midfill.languages': { markdown: false, plaintext: false, scminput: false, ruby: false },
    }),
  });

  it('shows and asks nothing in a source control input', async () => {
    const { window } = editor;
    ollama.play({ answer: writing(offered) });
    await window.companion.ask({ kind: 'show-source-control' });
    const input = window.page.locator('.scm-editor .monaco-editor');
    await input.click();
    await window.type('anything =');
    await expect.poll(() => input.locator('.view-lines').textContent()).toContain('anything');
    expect(await window.ghostTextsOver(45)).toEqual(['']);
    expect(await askedBeforeAControl(editor)).toEqual([]);
    expect(ollama.wasAskedAfter('anything =')).toBe(false);
  });

  it('shows and asks nothing in an output panel', async () => {
    const { window } = editor;
    ollama.play({ answer: writing(offered) });
    await window.companion.ask({ kind: 'show-output', text: 'anything = ' });
    const output = window.page.locator('.part.panel .monaco-editor .view-lines');
    await expect.poll(() => output.textContent()).toContain('anything');
    await output.click();
    await window.type('anything =');
    expect(await window.ghostTextsOver(45)).toEqual(['']);
    expect(await askedBeforeAControl(editor)).toEqual([]);
    expect(ollama.wasAskedAfter('anything =')).toBe(false);
  });

  it.each(['notes.md', 'notes.txt', 'notes.rb'])('shows and asks nothing in a disabled language: %s', async (name) => {
    const { window } = editor;
    ollama.play({ answer: writing(offered) });
    await window.open(name, '█\n');
    await window.type('anything =');
    expect(await window.ghostTextsOver(45)).toEqual(['']);
    expect(await askedBeforeAControl(editor)).toEqual([]);
    expect(ollama.wasAskedAfter('anything =')).toBe(false);
  });
});

/**
 * Types in a file that is completed, waits until that is decided, and answers the decisions before it that were not
 * skipped at once: what was decided about the quiet place is recorded by then.
 */
async function askedBeforeAControl({ window, decisions }: EditorUnderTest): Promise<Decision[]> {
  await window.open(`control-${randomUUID()}.go`, '█\n');
  await window.type('x ');
  await decisions.waitFor('the control file is completed', (decision) => decision.languageId === 'go');
  return decisions.read().filter(({ languageId, outcome }) => languageId !== 'go' && outcome.kind !== 'skipped');
}
