import { expect, test } from 'vitest';
import { PlainTextStream, plainText } from '../../../src/base/plain-text.ts';

test.each([
  ['colours of a terminal', 'a \u001B[1;31mred\u001B[0m b', 'a red b'],
  ['a link of a terminal', '\u001B]8;;http://x.example\u0007here\u001B]8;;\u0007', 'here'],
  ['a title of a terminal', '\u001B]0;owned\u001B\\x', 'x'],
  ['control characters', 'a\0b\bc\u007Fd\u0085e', 'abcde'],
  ['overrides of direction', 'if (\u202Eadmin\u202C) \u2066x\u2069', 'if (admin) x'],
  ['invisible letters', 'a\u{E0041}\u{E0042}b\u200Bc\uFEFF', 'abc'],
  ['half a character', 'a\uD83Db', 'ab'],
])('%s are taken out', (_name, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test.each(['\tif x:\r\n\t\treturn "é 😀 👨‍👩‍👧"\n', 'नमस्ते می‌خواهم'])('other text stays as it is: %j', (text) => {
  expect(plainText(text)).toBe(text);
});

test('the same is taken out wherever the pieces are cut', () => {
  const text = 'x\u001B[31mred\u001B]0;t\u0007 😀\u202E \u001BPq\u001B\\ end\u001B';
  for (let cut = 0; cut <= text.length; cut += 1) {
    const stream = new PlainTextStream();
    const pieces = [text.slice(0, cut), text.slice(cut)].map((piece) => stream.push(piece));
    expect(pieces.join('') + stream.flush()).toBe(plainText(text));
  }
});
