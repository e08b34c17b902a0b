import { describe, expect, it } from 'vitest';
import { sampleWorkspace } from './harness/locations.ts';
import { cursorMark } from './support/editor-window.ts';
import { useEditorWindow } from './support/use-editor-window.ts';
import type { EditorUnderTest } from './support/use-editor-window.ts';
import { waitUntil } from './support/wait-until.ts';

describe('with no key and no network', () => {
  const editor = useEditorWindow({ files: sampleWorkspace });

  it.each([
    ['python/report.py', 'def print_by', '_region(orders: list[Order]) -> None:\n'],
    ['typescript/validate.ts', 'export function check', 'City(customer: Customer): Problem | undefined {\n'],
    ['go/handlers.go', 'func (s *store) handle', 'Customers(w http.ResponseWriter, r *http.Request) {\n'],
    ['rust/parse.rs', 'fn parse_', 'discount(fields: &[&str]) -> Result<f64, ParseError> {\n'],
  ])('ghost text appears in %s, and Tab inserts exactly it', async (file, start, rest) => {
    const { window } = editor;
    await window.openBelow(file, 'Next:');
    await window.type(start);
    const shown = await typeUntilGhostText(editor, rest);
    expect(shown).not.toBe('');
    const expected = (await window.marked()).replace(cursorMark, `${shown}${cursorMark}`);
    await window.press('Tab');
    await expect.poll(() => window.marked()).toBe(expected);
  });
});

/** Types word by word until ghost text is offered; answers it, or nothing when all is typed. */
async function typeUntilGhostText({ window, decisions }: EditorUnderTest, text: string): Promise<string> {
  for (const word of text.match(/\s*\S+|\n/g) ?? []) {
    await window.type(word);
    const decision = await waitUntil('what is decided where the cursor is', async () => {
      const { cursor } = await window.companion.readEditor();
      return decisions.read().findLast(({ line, character }) => line === cursor.line && character === cursor.character);
    });
    if (decision.outcome.kind === 'shown') return window.settledGhostText();
  }
  return '';
}
