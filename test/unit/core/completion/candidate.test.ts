import { describe, expect, test } from 'vitest';
import { agreesAfter, anchorAt, matchAt } from '../../../../src/core/completion/candidate.ts';
import { type Uri, createSnapshot } from '../../../../src/core/document.ts';

const at = (
  marked: string,
  uri = 'file:///a.ts',
): Parameters<typeof matchAt> extends [unknown, infer D, number] ? [D, number] : never => [
  createSnapshot({ uri: uri as Uri, languageId: 'typescript', version: 1, text: marked.replace('█', '') }),
  marked.indexOf('█'),
];

/** What is left of `text`, offered at `asked`, at another place. */
function remainder(asked: string, text: string, now: string): string | undefined {
  const match = matchAt({ anchor: anchorAt(...at(asked)), text, askedFor: { kind: 'line' } }, ...at(now));
  return match?.isAhead === true ? 'ahead' : match?.remainder;
}

describe('a candidate serves', () => {
  const asked = 'const total = pr█\nnext();\n';
  const text = 'ice * count;';
  test.each([
    ['its own place', 'const total = pr█\nnext();\n', 'ice * count;'],
    ['a place with some of it typed', 'const total = price *█\nnext();\n', ' count;'],
    ['its end', 'const total = price * count;█\nnext();\n', ''],
    ['a place before it, with what was deleted', 'const total = █\nnext();\n', 'price * count;'],
    ['a place that an edit above has moved', '// new\nconst total = pr█\nnext();\n', 'ice * count;'],
    ['a place with closers behind it', 'const total = price█)\nnext();\n', ' * count;'],
  ])('%s', (_name, now, left) => {
    expect(remainder(asked, text, now)).toBe(left);
  });
});

describe('a candidate does not serve', () => {
  const asked = 'const total = pr█\nnext();\n';
  test.each([
    ['a place where another character was typed', 'const total = pra█\nnext();\n'],
    ['another line that starts alike', 'let total = pr█\nnext();\n'],
    ['a place before another text', 'const total = pr█\nother();\n'],
    ['a place that ends as the file begins', 'const total = abc█\nnext();\n'],
    ['the middle of a line that goes on otherwise', 'const total = pr█ + tax;\nnext();\n'],
  ])('%s', (_name, now) => {
    expect(remainder(asked, 'ice * count;', now)).toBeUndefined();
  });

  test('another document', () => {
    const anchor = anchorAt(...at(asked));
    expect(matchAt({ anchor, text: 'ice', askedFor: { kind: 'line' } }, ...at(asked, 'file:///b.ts'))).toBeUndefined();
  });
});

test('a stream that is behind the typing still agrees', () => {
  expect(remainder('a = █\n', 'pri', 'a = price█\n')).toBe('ahead');
});

test('a stream that is behind the typing and said something else does not agree', () => {
  expect(remainder('a = █\n', 'prx', 'a = price█\n')).toBeUndefined();
});

test('text that repeats itself is told apart by where it stands', () => {
  expect(remainder('====█\n', '======', '======█\n')).toBe('====');
});

describe('the text after a cursor', () => {
  test.each([
    ['the same', '\nnext();', '\nnext();', true],
    ['closers inserted', '\nnext();', ')\nnext();', true],
    ['closers typed over', '")\nnext();', '\nnext();', true],
    ['a line inserted', '}\nnext();', '\n}\nnext();', true],
    ['another text', '\nnext();', '\nother();', false],
    ['the document ended there', '', '\nnext();', false],
  ])('%s', (_name, before, now, agrees) => {
    expect(agreesAfter(before, now)).toBe(agrees);
  });
});
