import { describe, expect, test } from 'vitest';
import { type DocumentEdit, applyEdits } from '../../../../src/core/document.ts';
import { followEdits } from '../../../../src/core/privacy/edited-places.ts';
import { createRandom } from '../../../support/secret-corpus.ts';

const span = (start: number, end: number) => ({ start, end, rule: 'test' });
const edit = (offset: number, deletedLength: number, insertedText: string): DocumentEdit => ({
  offset,
  deletedLength,
  insertedText,
});

describe('spans and places after edits', () => {
  test('a span before an edit stays, one behind it moves, one that it touches is a place to look at', () => {
    const { spans, places } = followEdits([span(0, 5), span(10, 20), span(30, 40)], [edit(12, 3, 'x')], 1);
    expect(spans).toEqual([span(0, 5), span(28, 38)]);
    expect(places).toEqual([{ from: 10, to: 18 }]);
  });

  test('places that are far apart stay apart, those that are close become one', () => {
    const edits = [edit(100, 0, 'ab'), edit(0, 0, 'cd'), edit(110, 0, 'ef')];
    expect(followEdits([], edits, 50).places).toEqual([
      { from: 0, to: 2 },
      { from: 102, to: 112 },
    ]);
    expect(followEdits([], edits, 200).places).toEqual([{ from: 0, to: 112 }]);
  });

  test('what lies in no place is as it was, and where the spans say, whatever the edits', () => {
    const random = createRandom(5);
    const below = (count: number): number => Math.floor(random() * count);
    for (let run = 0; run < 300; run += 1) {
      // Each character is its own place, so that what moved shows.
      const before = Array.from({ length: 200 }, (_, at) => String.fromCharCode(0x4e00 + at)).join('');
      const spans = Array.from({ length: 5 }, (_, at) => span(at * 40 + below(10), at * 40 + 15 + below(20)));
      let text = before;
      const edits = Array.from({ length: 1 + below(5) }, () => {
        const offset = below(text.length);
        const made = edit(offset, Math.min(below(12), text.length - offset), 'x'.repeat(below(8)));
        text = applyEdits(text, [made]);
        return made;
      });
      const after = followEdits(spans, edits, 1 + below(20));
      const values = (of: string, from: readonly { start: number; end: number }[]): readonly string[] =>
        from.map(({ start, end }) => of.slice(start, end));
      const valuesBefore = values(before, spans);
      for (const value of values(text, after.spans)) expect(valuesBefore).toContain(value);
      // Outside of the places nothing is new, and nothing is missing between two neighbours.
      let at = 0;
      for (const { from, to } of [...after.places, { from: text.length, to: text.length }]) {
        expect(from).toBeGreaterThanOrEqual(at);
        expect(before).toContain(text.slice(at, from));
        at = to;
      }
    }
  });
});
