import type { DocumentChange } from '../document.ts';

/** Longer insertions are pasted or accepted: the cursor is behind them. */
const longestTyped = 80;

/**
 * Where the cursor may be after a change, which doesn't say: behind the inserted text, or, where an editor has added
 * closers or a further line by itself, within it. Empty where the change wasn't made at one place.
 */
export function cursorGuesses({ edits, document }: DocumentChange): readonly number[] {
  const [edit] = edits;
  if (edit === undefined || edits.length > 2) return [];
  const { offset, insertedText } = edits.at(-1) ?? edit;
  const end = Math.min(document.text.length, offset + insertedText.length);
  if (insertedText.length > longestTyped) return [end];
  return Array.from({ length: end - offset + 1 }, (_unused, back) => end - back);
}
