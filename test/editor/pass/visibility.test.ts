import { expect, it } from 'vitest';
import { isVisible, maxVisibleCharacters } from '../../../src/core/completion/visibility.ts';
import type { StagedItem } from '../companion/protocol.ts';
import { watchFrames } from '../support/screen.ts';
import { stagedItems } from '../support/staged-items.ts';
import { useEditorWindow } from '../support/use-editor-window.ts';

const editor = useEditorWindow({
  settings: () => ({
    'midfill.enabled': false,
    'editor.quickSuggestions': false,
    'editor.autoIndent': 'none',
    'editor.detectIndentation': false,
  }),
});

const longest: readonly StagedItem[] = [maxVisibleCharacters, maxVisibleCharacters + 1].map((length) => ({
  line: '',
  cursor: 0,
  start: 0,
  end: 0,
  text: 'x'.repeat(length),
}));

it('what VS Code shows of a generated table of items is what our rule says that it shows', async () => {
  const { window } = editor;
  await window.open('stage.ts', '█\n');
  const items = [...stagedItems(7, 52), ...longest];
  const differing: unknown[] = [];
  let shownCount = 0;
  for (const item of items) {
    await window.companion.ask({ kind: 'show-item', item });
    const look = async (frames: number): Promise<boolean> =>
      (await watchFrames(window.page, frames)).at(-1)?.ghostText !== '';
    let isShown = await look(2);
    // What was asked for is painted by then; where a machine is slow at that, it is given more time.
    if (isShown !== isVisible(item)) isShown = await look(20);
    if (isShown) shownCount += 1;
    if (isShown !== isVisible(item)) differing.push({ ...item, text: item.text.slice(0, 80), isShown });
  }
  expect(differing).toEqual([]);
  // Both answers are well represented.
  expect(shownCount).toBeGreaterThan(items.length / 4);
  expect(shownCount).toBeLessThan((items.length * 3) / 4);
});
