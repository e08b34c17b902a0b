import { expect, test } from 'vitest';
import { lackingClosers } from '../../../../src/core/completion/auto-closed.ts';

const all = '([{"\'`';

test.each([
  ['typescript', 'a bracket that is closed', 'x = first', '(a, b);', []],
  ['typescript', 'a bracket that is left open', 'x = first', '(a, b', [')']],
  ['typescript', 'a bracket whose closer is another one', 'x = first', '(abc(d), e', []],
  ['typescript', 'two brackets, one closed', 'x = a', '[b(c)', [']']],
  ['typescript', 'a bracket and a quote', 'log', '("a text', [')', '")']],
  ['typescript', 'a bracket further on than keys come before the next call', 'x = first', ' + second(a, b', []],
  ['typescript', 'a bracket at the very end', 'x = a', 'b(', []],
  ['typescript', 'several lines', 'if ', '(x) {\n  return', []],
  ['typescript', 'a bracket that is closed before one that is not', 'x = a', '()[b', [']']],
  ['python', 'a bracket in a string', 'print("a', ' (b', []],
  ['python', 'a bracket behind a string', 'print("a', '"[b', [']']],
  ['python', 'an escaped quote', "s = 'a", "\\'(b", []],
  ['go', 'a quote', 'fmt.Println(', '"done', ['"']],
])('%s: %s', (_language, _name, lineBefore, remainder, lacking) => {
  expect(lackingClosers(remainder, lineBefore, all)).toEqual(lacking);
});

test('what the editor does not close is not lacking', () => {
  expect(lackingClosers('("a text', 'log', '([{')).toEqual([')']);
  expect(lackingClosers('("a text', 'log', '')).toEqual([]);
});
