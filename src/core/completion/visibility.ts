import { commonPrefixLength } from '../../base/text.ts';

/** More than this and VS Code computes no ghost text at all. */
export const maxVisibleCharacters = 5000;

/** An item as VS Code would judge it: replaces `start`..`end` of the cursor's line by `text`. */
export interface VisibleItem {
  /** The cursor's line, without its line end. */
  readonly line: string;
  readonly start: number;
  readonly end: number;
  readonly cursor: number;
  readonly text: string;
}

/**
 * VS Code's own rule for showing an item as ghost text: something is left after the common start; what stands before
 * the cursor starts it; what stands between cursor and range end appears in the rest in order. Blanks within the
 * line's indentation don't count.
 */
export function isVisible({ line, start, end, cursor, text }: VisibleItem): boolean {
  if (text.length > maxVisibleCharacters || start > cursor || end < cursor) return false;
  const common = commonPrefixLength(line.slice(start, end), text);
  const trimmedStart = start + common;
  const rest = text.slice(common);
  if (rest === '' && trimmedStart >= end) return false;
  const replaced = line.slice(trimmedStart, end);
  const split = Math.max(0, cursor - trimmedStart);
  let before = replaced.slice(0, split);
  let after = replaced.slice(split);
  let textBefore = rest.slice(0, split);
  let textAfter = rest.slice(split);
  if (trimmedStart <= indentationLength(line)) {
    before = before.trimStart();
    if (before === '') after = after.trimStart();
    textBefore = textBefore.trimStart();
    if (textBefore === '') textAfter = textAfter.trimStart();
  }
  return rest !== '' && textBefore.startsWith(before) && isSubsequence(after, textAfter);
}

/** Whether all of `needle` appears in `text` in order, gaps allowed. */
export function isSubsequence(needle: string, text: string): boolean {
  let at = 0;
  for (let index = 0; index < text.length && at < needle.length; index += 1) {
    if (text.charCodeAt(index) === needle.charCodeAt(at)) at += 1;
  }
  return at === needle.length;
}

function indentationLength(line: string): number {
  return line.length - line.trimStart().length;
}
