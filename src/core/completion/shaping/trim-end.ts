import { type ShapingRule, firstLine, isBlank } from './rule.ts';

/** Blanks at the end would be invisible, and stay in the file. Before the rest of a line they may separate words. */
export const trimEnd: ShapingRule = {
  name: 'trim-end',
  apply: (text, { suffix, end }) => {
    const trimmed = text.trimEnd();
    if (trimmed === '') return { text: '', emptiedBy: text === '' ? 'empty' : 'blank' };
    const isSeparator = end !== undefined && !isBlank(firstLine(suffix)) && !text.slice(trimmed.length).includes('\n');
    return { text: isSeparator ? text : trimmed };
  },
};
