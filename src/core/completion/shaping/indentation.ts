import { leadingBlanks } from '../../../base/text.ts';
import { opensBlock } from './brackets.ts';
import { type ShapingRule, isBlank, lastLine } from './rule.ts';

/** On a line that is indented already, a model may indent once more: what the line has is dropped. */
export const dropRepeatedIndentation: ShapingRule = {
  name: 'drop-repeated-indentation',
  apply: (text, { prefix }) => {
    const line = lastLine(prefix);
    if (line === '' || !isBlank(line) || !text.startsWith(line)) return { text };
    const above = lineAbove(prefix);
    // Right below an opener, on a line not yet indented for it, the extra blanks are the block's own.
    if (opensBlock(above) && leadingBlanks(above).length >= line.length) return { text };
    return { text: text.slice(line.length) };
  },
};

/** Tabs or blanks, as the file has them. */
export const matchIndentation: ShapingRule = {
  name: 'match-indentation',
  apply: (text, { prefix, suffix, tabSize }) => {
    const style = indentationStyle(prefix, suffix);
    if (style === undefined || !text.includes('\n')) return { text };
    const [first = '', ...rest] = text.split('\n');
    const converted = rest.map((line) => {
      const blanks = leadingBlanks(line);
      if (style === 'tabs' ? !blanks.includes(' ') : !blanks.includes('\t')) return line;
      const columns = columnsOf(blanks, tabSize);
      const unit = '\t'.repeat(Math.floor(columns / tabSize)) + ' '.repeat(columns % tabSize);
      return (style === 'tabs' ? unit : ' '.repeat(columns)) + line.slice(blanks.length);
    });
    return { text: [first, ...converted].join('\n') };
  },
};

/** How wide leading blanks are. */
export function columnsOf(blanks: string, tabSize: number): number {
  return blanks.length + (tabSize - 1) * (blanks.split('\t').length - 1);
}

/** What the indented lines nearest to the cursor start with; undefined where there are none. */
function indentationStyle(prefix: string, suffix: string): 'tabs' | 'spaces' | undefined {
  const near = prefix.slice(-4000).split('\n').reverse();
  const line = near.find((candidate) => /^[ \t]+\S/.test(candidate)) ?? /^[ \t]+\S/m.exec(suffix.slice(0, 4000))?.[0];
  if (line === undefined) return undefined;
  return line.startsWith('\t') ? 'tabs' : 'spaces';
}

/** The last line with text on it above the cursor's own. */
export function lineAbove(prefix: string): string {
  const lines = prefix.slice(-4000).split('\n').slice(0, -1);
  return lines.findLast((line) => !isBlank(line)) ?? '';
}
