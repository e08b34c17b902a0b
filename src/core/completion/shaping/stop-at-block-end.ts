import { leadingBlanks } from '../../../base/text.ts';
import { isClosersOnly, opensBlock, unmatchedClosers } from './brackets.ts';
import { columnsOf } from './indentation.ts';
import { type ShapingContext, type ShapingRule, isBlank, lastLine } from './rule.ts';

/**
 * Ends a block where the block that the cursor is in ends, by indentation: at the first line that is indented less.
 *
 *     def total(items):        the cursor's block is indented by four:
 *         sum = 0              "for" and its body belong to it,
 *         |for item in items:  "print" doesn't
 *             sum += item
 *     print(total([]))
 *
 * A line of closers right there belongs to the block, unless the text after the cursor has it already.
 */
export const stopAtBlockEnd: ShapingRule = {
  name: 'stop-at-block-end',
  apply: (text, context) => {
    const { askedFor, end } = context;
    if (askedFor.kind !== 'block') return { text };
    const least = leastIndentation(context);
    const lines = text.split('\n');
    // The last line of a running stream can be judged once it says more than blanks and closers.
    const last = lines.at(-1) ?? '';
    const judged = end === undefined && (isBlank(last) || isClosersOnly(last)) ? lines.length - 1 : lines.length;
    let shown = isBlank(lines[0] ?? '') ? 0 : 1;
    for (let index = 1; index < judged; index += 1) {
      const line = lines[index] ?? '';
      if (isBlank(line)) continue;
      if (columnsOf(leadingBlanks(line), context.tabSize) < least) {
        if (isClosersOnly(line) && closesOwn(lines, index)) continue;
        const isMissing = isClosersOnly(line) && !closesNext(context.suffix);
        return { text: joined(lines, isMissing ? index + 1 : index), isFinal: true, emptiedBy: 'empty' };
      }
      if (shown >= askedFor.maxLines) return { text: joined(lines, index), isFinal: true };
      shown += 1;
    }
    return { text: judged < lines.length ? joined(lines, judged) : text };
  },
};

/** Lines with less belong to a block around the cursor's. */
function leastIndentation({ prefix, tabSize }: ShapingContext): number {
  const line = lastLine(prefix);
  const own = columnsOf(leadingBlanks(line), tabSize);
  return opensBlock(line) ? own + 1 : own;
}

/** Whether a line of closers closes only what the text before it has opened. */
function closesOwn(lines: readonly string[], index: number): boolean {
  const before = lines.slice(0, index).join('\n');
  return unmatchedClosers(`${before}\n${lines[index] ?? ''}`) === unmatchedClosers(before);
}

function closesNext(suffix: string): boolean {
  return /^\s*[)\]}]/.test(suffix);
}

function joined(lines: readonly string[], count: number): string {
  return lines.slice(0, count).join('\n').trimEnd();
}
