import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { idleMoment } from '../support/screen.ts';
import { useEditorWindow } from '../support/use-editor-window.ts';
import { useOllama } from '../support/use-ollama.ts';

const ollama = useOllama();
const editor = useEditorWindow({ settings: () => ollama.settings() });

it('each prompt in a notebook, the first one too, holds the other cells in their order, those never on screen too', async () => {
  const { window } = editor;
  const { page, folder } = window;
  const codes = [
    'rates = load_rates()',
    ...Array.from({ length: 14 }, (_, at) => `value_${at} = rates.at(${at})\n`.repeat(5)),
    'prices = rates.apply()',
    'show(prices)',
  ];
  const cells = codes.map((source, at) => ({
    cell_type: 'code',
    id: `cell-${at}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  }));
  const metadata = { language_info: { name: 'python' } };
  await writeFile(join(folder, 'book.ipynb'), JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
  ollama.play({ answer: '_total' });
  await page.keyboard.press('Control+P');
  await page.keyboard.type('book.ipynb');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'book.ipynb' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.notebookOverlay .cell-list-container').waitFor();
  await page.locator('.view-line', { hasText: 'rates = load_rates()' }).first().click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+End');
  await page.locator('.statusbar-item', { hasText: `Cell ${codes.length} of ${codes.length}` }).waitFor();
  // A new cell, and so the one with the highest number, before the last.
  await window.companion.execute('notebook.cell.insertCodeCellAbove');
  await page.locator('.statusbar-item', { hasText: `Cell ${codes.length} of ${codes.length + 1}` }).waitFor();
  await page.locator('.cell-list-container .monaco-editor.focused').waitFor();
  // As any new editor, a cell asks for no ghost text before its first idle moment.
  await idleMoment(page);
  await page.keyboard.type('new_price = prices');
  await expect.poll(() => ollama.wasAskedAfter('new_price = prices')).toBe(true);
  const order = ['rates = load_rates()', 'value_0 = rates.at(0)', 'value_13', 'prices = rates.apply()', 'show(prices)'];
  for (const { body } of ollama.completions) {
    const prompt = String(body['prompt']);
    const places = order.map((text) => prompt.indexOf(text));
    expect(places, prompt).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  }
});
