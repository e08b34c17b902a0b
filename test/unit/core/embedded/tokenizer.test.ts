import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeNewline, renderNewline, TokenList, tokenize } from '../../../../src/core/embedded/tokenizer.ts';

function pieces(text: string): string[] {
  const list = new TokenList();
  tokenize(text, list);
  const starts = [...list.starts.subarray(0, list.count)];
  return starts.map((start, index) => text.slice(start, starts[index + 1]));
}

test('code splits into names, numbers, operators and line ends with their indentation', () => {
  expect(pieces('if (a1 >= 10) {\n  return "no such user";\n}\n')).toEqual([
    'if',
    ' (',
    'a1',
    ' >=',
    ' 10',
    ')',
    ' {',
    '\n  ',
    'return',
    ' "',
    'no',
    ' such',
    ' user',
    '"',
    ';',
    '\n',
    '}',
    '\n',
  ]);
});

test('nothing of any text is lost', () => {
  const isKept = (text: string): boolean => pieces(text).join('') === text;
  expect(
    fc.check(
      fc.property(
        fc.array(fc.nat(0xffff), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes)),
        isKept,
      ),
    ).failed,
  ).toBe(false);
  const codeLike = fc
    .array(fc.constantFrom(' ', '\n', '\t', 'a', '_', '9', '=', '"', 'é', '(', '->'))
    .map((parts) => parts.join(''));
  expect(fc.check(fc.property(codeLike, isKept)).failed).toBe(false);
});

test('the same block has the same tokens at any depth', () => {
  const block = (indent: string): string => ['{', '  a();', '  b();', '}'].map((line) => `${indent}${line}`).join('\n');
  const tokensOf = (text: string): number[] => {
    const list = new TokenList();
    tokenize(text, list);
    return [...list.tokens.subarray(0, list.count)];
  };
  expect(tokensOf(`x\n${block('')}`).slice(2)).toEqual(tokensOf(`x\n${block('    ')}`).slice(2));
});

test('a line end is written again as it was described', () => {
  const blanks = fc.string({ unit: fc.constantFrom(' ', '\t') });
  const isSame = (before: string, after: string): boolean =>
    renderNewline(describeNewline(before, after), before) === `\n${after}`;
  expect(fc.check(fc.property(blanks, blanks, isSame)).failed).toBe(false);
});
