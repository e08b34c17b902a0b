import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EditHistory } from '../../../../src/core/context/edit-history.ts';
import { applyEdits } from '../../../../src/core/document.ts';

function edited(text: string, ...edits: readonly { find: string; replace: string }[]) {
  const history = new EditHistory();
  let now = text;
  for (const { find, replace } of edits) {
    const edit = { offset: now.indexOf(find), deletedLength: find.length, insertedText: replace };
    history.add(now, edit);
    now = applyEdits(now, [edit]);
  }
  return { now, places: history.places(now) };
}

const text = 'first line\nsecond line\nthird line\nfourth line\nfifth line\n';

describe('what was edited lately', () => {
  test('an edit is its lines, before and after', () => {
    expect(edited(text, { find: 'third', replace: 'another' }).places).toMatchObject([
      { before: 'third line', after: 'another line' },
    ]);
  });

  test('typing on one line is one edit', () => {
    const { places } = edited(text, { find: 'third', replace: 'thi' }, { find: 'thi ', replace: 'thick ' });
    expect(places).toMatchObject([{ before: 'third line', after: 'thick line' }]);
  });

  test('edits far apart stay apart, and move with the text', () => {
    const { places } = edited(text, { find: 'fifth', replace: '5th' }, { find: 'first', replace: 'one\ntwo\nthree' });
    expect(places).toMatchObject([
      { before: 'first line', after: 'one\ntwo\nthree line' },
      { before: 'fifth line', after: '5th line' },
    ]);
  });

  test('what was changed back is no edit', () => {
    expect(edited(text, { find: 'third', replace: 'x' }, { find: 'x ', replace: 'third ' }).places).toEqual([]);
  });

  test('a large paste is left out', () => {
    expect(edited(text, { find: 'third', replace: 'long '.repeat(1000) }).places).toEqual([]);
  });

  test('putting back what it remembers gives the text as it was', () => {
    const anyEdits = fc.array(fc.tuple(fc.nat(80), fc.nat(12), fc.constantFrom('', 'x', 'word', 'a\nb', '\n\n')), {
      maxLength: 10,
    });
    fc.assert(
      fc.property(anyEdits, (steps) => {
        const history = new EditHistory();
        let now = text;
        for (const [at, length, insertedText] of steps) {
          const offset = Math.min(at, now.length);
          const edit = { offset, deletedLength: Math.min(length, now.length - offset), insertedText };
          history.add(now, edit);
          now = applyEdits(now, [edit]);
        }
        let restored = now;
        for (const { start, end, before } of history.places(now).toReversed()) {
          restored = restored.slice(0, start) + before + restored.slice(end);
        }
        expect(restored).toBe(text);
      }),
    );
  });
});
