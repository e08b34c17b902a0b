import { expect, test } from 'vitest';
import { fitToLine } from '../../../../src/core/completion/fit.ts';

/** The line as it would be after accepting, or why nothing is shown. */
function accepted(marked: string, text: string): string {
  const [before = '', after = ''] = marked.split('█');
  const fitted = fitToLine(text, before, after);
  return typeof fitted === 'string' ? fitted : before + fitted.text + after.slice(fitted.covers);
}

test.each([
  ['typescript', 'at the end of a line', 'foo = █', 'bar;', 'foo = bar;'],
  ['typescript', 'before a closer that the text holds', 'foo(█)', 'a, b);', 'foo(a, b);'],
  ['typescript', 'before a closer that the text needs not', 'foo(█)', 'bar(x)', 'foo(bar(x))'],
  ['typescript', 'before a closer and a semicolon', 'foo(█);', 'a, b);', 'foo(a, b);'],
  ['typescript', 'before a closer behind one that is missing', 'add({ a, █)', 'b });', 'add({ a, b });'],
  ['javascript', 'before a closer, in a string that is not closed', "log('a█)", "b');", "log('ab');"],
  ['javascript', 'in a string before its quote', "log('█')", "done');", "log('done');"],
  ['javascript', 'in a string without its quote', "log('█')", 'done', "log('done')"],
  ['python', 'before two closers', 'print(len(█))', 'items))', 'print(len(items))'],
  ['python', 'in an f-string', 'print(f"█")', '{name}: {value}")', 'print(f"{name}: {value}")'],
  ['go', 'before an opening brace', 'if █ {', 'err != nil {', 'if err != nil {'],
  ['go', 'before the rest of an expression', 'a := █ + c', 'b', 'a := b + c'],
  ['java', 'with the rest of the line said again', 'int a = █+ 1;', 'price + 1;', 'int a = price + 1;'],
  ['java', 'with the rest said again and a blank', 'int a = █+ 1;', 'price + 1; ', 'int a = price + 1;'],
  ['rust', 'in a generic type', 'let a: Vec<█> = b;', 'String', 'let a: Vec<String> = b;'],
  ['rust', 'with the lines after it, where more follows', 'let a = █ + b;', 'c\nlet d', 'let a = c + b;'],
  ['c', 'with nothing but what follows', 'foo(█);', ');', 'repeats-suffix'],
  ['c', 'with nothing but the rest of the line', 'a = █ + 1;', ' + 1;', 'repeats-suffix'],
  ['typescript', 'over several lines before a closer', 'map(█)', '(a) => {\n  b(a);\n})', 'map((a) => {\n  b(a);\n})'],
])('%s: %s', (_language, _name, marked, text, line) => {
  expect(accepted(marked, text)).toBe(line);
});
