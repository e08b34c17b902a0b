import { isClosersOnly, unmatchedClosers } from './brackets.ts';
import { type ShapingRule, firstLine, isBlank } from './rule.ts';

/** Ends the text before a line that stands right after the cursor already. */
export const stopAtSuffix: ShapingRule = {
  name: 'stop-at-suffix',
  apply: (text, { suffix, end, prefix }) => {
    const next = nextLine(suffix);
    if (next === undefined) return { text };
    const lines = text.split('\n');
    const isOwnLine = isBlank(prefix.slice(prefix.lastIndexOf('\n') + 1)) && isBlank(firstLine(suffix));
    const judged = end === undefined ? lines.length - 1 : lines.length;
    for (let index = isOwnLine ? 0 : 1; index < judged; index += 1) {
      const line = lines[index] ?? '';
      if (line.trim() !== next.trim()) continue;
      const before = lines.slice(0, index).join('\n');
      // A closer that the text itself has opened is its own, however much it looks like the next line's.
      if (isClosersOnly(line) && unmatchedClosers(`${before}\n${line}`) === unmatchedClosers(before)) continue;
      return { text: before.trimEnd(), isFinal: true, emptiedBy: 'repeats-suffix' };
    }
    return { text };
  },
};

/** The first line with text on it after the cursor's own. */
function nextLine(suffix: string): string | undefined {
  const end = suffix.indexOf('\n');
  if (end === -1) return undefined;
  return suffix
    .slice(end + 1, end + 2000)
    .split('\n')
    .find((line) => !isBlank(line));
}
