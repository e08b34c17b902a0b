import { describe, expect, test } from 'vitest';
import { followCursor, offsetsOf } from '../../../../src/core/completion/cursor-guess.ts';
import type { DocumentChange, DocumentEdit } from '../../../../src/core/document.ts';

const change = (...edits: readonly DocumentEdit[]): DocumentChange => ({ edits }) as unknown as DocumentChange;
const at = (offset: number): { from: number; to: number } => ({ from: offset, to: offset });
const edit = (offset: number, deletedLength: number, insertedText: string): DocumentEdit => ({
  offset,
  deletedLength,
  insertedText,
});

describe('the cursor after a change', () => {
  test('is behind what was typed at it', () => {
    expect(followCursor(at(10), change(edit(10, 0, 'a')))).toEqual({ kind: 'typed', cursor: { from: 10, to: 11 } });
  });

  test('is in front of a closer that came along', () => {
    expect(followCursor(at(10), change(edit(10, 0, '()')))).toEqual({ kind: 'typed', cursor: at(11) });
  });

  test('may be on a line that came along', () => {
    const { cursor } = followCursor(at(10), change(edit(10, 0, '\n \n')));
    expect(offsetsOf(cursor)).toEqual([13, 12, 11, 10]);
  });

  test('is where a backspace left it', () => {
    expect(followCursor(at(10), change(edit(9, 1, '')))).toEqual({ kind: 'typed', cursor: at(9) });
  });

  test('is behind what was accepted, over the start of the line', () => {
    expect(followCursor(at(10), change(edit(4, 6, 'x'.repeat(100))))).toEqual({ kind: 'typed', cursor: at(104) });
  });

  test('moves with an edit above it', () => {
    expect(followCursor(at(10), change(edit(0, 2, 'abcde')))).toEqual({ kind: 'elsewhere', cursor: at(13) });
  });

  test('stays with an edit below it', () => {
    expect(followCursor(at(10), change(edit(20, 2, '')))).toEqual({ kind: 'elsewhere', cursor: at(10) });
  });
});
