import type { ShapingRule } from './rule.ts';

/** Where the rest of the line was asked for, the line's end ends it. */
export const stopAtLineEnd: ShapingRule = {
  name: 'stop-at-line-end',
  apply: (text, { askedFor, end }) => {
    if (askedFor.kind !== 'line') return { text };
    const at = text.indexOf('\n');
    if (at !== -1) return { text: text.slice(0, at), isFinal: true, endsLine: true, emptiedBy: 'empty' };
    return { text, endsLine: end === 'stop' };
  },
};
