import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ShapedText } from '../../../src/cli/shaped-text.ts';
import { type Uri, createSnapshot } from '../../../src/core/document.ts';
import type { StreamEnd } from '../../../src/core/providers/provider.ts';

function at(marked: string): ShapedText {
  const text = marked.replace('█', '');
  const document = createSnapshot({ uri: 'file:///a.ts' as Uri, languageId: 'typescript', version: 1, text });
  return new ShapedText({ document, offset: marked.indexOf('█') });
}

/** What is printed of an answer that comes in these pieces. */
function printed(marked: string, pieces: readonly string[], end: StreamEnd['reason']): string {
  const text = at(marked);
  return pieces.map((piece) => text.push(piece)).join('') + text.end(end);
}

const cases: readonly (readonly [string, string, string, StreamEnd['reason'], string])[] = [
  ['the line below is not said again', 'a = 1;\n█\nc = 3;\n', 'b = 2;\nc = 3;\n', 'stop', 'b = 2;'],
  ['the end of the block ends it', 'if (a) {\n  █\n}\nnext();\n', 'b();\n}\nc();\n', 'stop', 'b();'],
  ['half a line goes with the token limit', 'if (a) {\n  █\n}\n', 'b();\n  c(d, e', 'length', 'b();'],
  ['before the rest of a line it stays on it', 'f(█, b);\n', 'a.x\n, c', 'stop', 'a.x'],
  ['a marker ends it', 'x = █\n', 'y;<|endoftext|>z', 'stop', 'y;'],
];

test.each(cases)('%s', (_name, marked, answer, end, shown) => {
  expect(printed(marked, [answer], end)).toBe(shown);
});

test('in whatever pieces an answer comes, the same is printed', () => {
  const answers = fc.constantFrom(...cases);
  fc.assert(
    fc.property(answers, fc.array(fc.nat(30), { maxLength: 12 }), ([, marked, answer, end, shown], cuts) => {
      const places = [...new Set([0, ...cuts.filter((cut) => cut < answer.length), answer.length])].toSorted(
        (one, other) => one - other,
      );
      const pieces = places.slice(1).map((place, index) => answer.slice(places[index], place));
      expect(printed(marked, pieces, end)).toBe(shown);
    }),
  );
});

test('words are printed as they come', () => {
  const text = at('total = █\n');
  expect(text.push('price * ')).toBe('price *');
  expect(text.push('count')).toBe('');
  expect(text.push(' *')).toBe(' count *');
});
