import { expect, test } from 'vitest';
import { makeItem } from '../../../../src/core/completion/suggestion.ts';
import { maxVisibleCharacters } from '../../../../src/core/completion/visibility.ts';
import { type Uri, createSnapshot } from '../../../../src/core/document.ts';

function itemAt(marked: string, remainder: string): ReturnType<typeof makeItem> {
  const text = marked.replace('█', '');
  const document = createSnapshot({ uri: 'file:///a.ts' as Uri, languageId: 'typescript', version: 1, text });
  return makeItem(document, marked.indexOf('█'), remainder);
}

test('the range begins with the text of the line, so that backspace keeps the item', () => {
  expect(itemAt('if (a) {\n  b(█\n}\n', 'c);')).toMatchObject({
    text: 'b(c);',
    range: { start: { line: 1, character: 2 }, end: { line: 1, character: 4 } },
    remainder: 'c);',
  });
});

test('the range holds the blanks that the cursor is among', () => {
  expect(itemAt('if (a) {\n █\n}\n', '  b();')).toMatchObject({ text: '   b();', range: { start: { character: 0 } } });
});

test('of a text that is longer than VS Code shows, whole lines are kept', () => {
  const lines = Array.from({ length: 300 }, (_unused, row) => `line(${row}, of_a_long_block);`);
  const item = itemAt('x = █\n', lines.join('\n'));
  if (typeof item === 'string') throw new Error(item);
  expect(item.text.length).toBeLessThan(maxVisibleCharacters);
  expect(lines).toContain(item.remainder.split('\n').at(-1));
});

test('a line that is longer than VS Code shows is not shown, with the reason', () => {
  expect(itemAt('x = █\n', 'y'.repeat(maxVisibleCharacters + 1))).toBe('too-long');
});
