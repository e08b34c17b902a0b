import { expect, test } from 'vitest';
import { isVisible } from '../../../../src/core/completion/visibility.ts';

/** The line with the cursor as `█` and the range's ends as `⟦` and `⟧`. */
function visible(marked: string, text: string): boolean {
  const bare = (mark: string): number => {
    const before = marked.slice(0, marked.indexOf(mark));
    return before.replaceAll(/[█⟦⟧]/g, '').length;
  };
  return isVisible({
    line: marked.replaceAll(/[█⟦⟧]/g, ''),
    start: bare('⟦'),
    end: bare('⟧'),
    cursor: bare('█'),
    text,
  });
}

test.each([
  ['text at the end of a line', 'foo = ⟦█⟧', 'bar', true],
  ['text that starts with what is typed', '⟦foo = b█⟧', 'foo = bar', true],
  ['text that does not', '⟦foo = x█⟧', 'foo = bar', false],
  ['another case', '⟦FOO█⟧', 'foobar', false],
  ['nothing more than what is there', '⟦foo█⟧', 'foo', false],
  ['a closer that the text holds', 'foo(⟦█)⟧', 'a, b);', true],
  ['a closer that the text lacks', 'foo(⟦█)⟧', 'a, b;', false],
  ['closers in order', 'foo([⟦█])⟧', '1])', true],
  ['closers in another order', 'foo([⟦█])⟧', '1)]', false],
  ['more lines', '⟦if (a) {█⟧', 'if (a) {\n  b();\n}', true],
  ['less indentation than the line has', '⟦    re█⟧', 'return a;', true],
  ['a range that ends before the cursor', 'foo⟦ ⟧= █', ' = bar', false],
  ['over 5,000 characters', '⟦█⟧', 'x'.repeat(5001), false],
])('%s', (_name, marked, text, shown) => {
  expect(visible(marked, text)).toBe(shown);
});
