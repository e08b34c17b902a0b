import type { DocumentChange, DocumentEdit } from '../document.ts';

/** Longer insertions are pasted or accepted: the cursor is behind them. */
const longestTyped = 80;
/** An opener with the closer that the editor adds: the cursor is in between. */
const pairs = new Set(['()', '[]', '{}', '<>', '""', "''", '``']);

/** Where the cursor may be, as far as the document's changes tell. */
export interface CursorGuess {
  readonly from: number;
  readonly to: number;
}

export type CursorMove =
  /** The user's own edit, at the cursor. */
  | { readonly kind: 'typed'; readonly cursor: CursorGuess }
  /** Somebody else's: a formatter's, another cursor's, a language server's. */
  | { readonly kind: 'elsewhere'; readonly cursor: CursorGuess };

/** Follows the cursor through a change, which doesn't say where it is. */
export function followCursor(cursor: CursorGuess, { edits }: DocumentChange): CursorMove {
  const [edit] = edits;
  if (edits.length === 1 && edit !== undefined && touches(cursor, edit)) {
    return { kind: 'typed', cursor: behind(edit) };
  }
  let { from, to } = cursor;
  for (const { offset, deletedLength, insertedText } of edits) {
    const shift = insertedText.length - deletedLength;
    if (offset + deletedLength <= from) {
      from += shift;
      to += shift;
    }
  }
  return { kind: 'elsewhere', cursor: { from, to } };
}

/** All offsets of a guess, the likeliest first: right behind what was inserted. */
export function offsetsOf({ from, to }: CursorGuess): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_unused, back) => to - back);
}

/** Where the cursor likely is after the only edit of a change, nothing being known of it before. */
export function cursorBehind({ edits: [edit, ...others] }: DocumentChange): number | undefined {
  return edit === undefined || others.length > 0 ? undefined : behind(edit).to;
}

function touches({ from, to }: CursorGuess, { offset, deletedLength }: DocumentEdit): boolean {
  return offset <= to && offset + deletedLength >= from;
}

/** Behind the inserted text; or within it, where an editor has added closers or a further line by itself. */
function behind({ offset, insertedText }: DocumentEdit): CursorGuess {
  if (pairs.has(insertedText)) return { from: offset + 1, to: offset + 1 };
  const to = offset + insertedText.length;
  return { from: insertedText.length > longestTyped ? to : offset, to };
}
