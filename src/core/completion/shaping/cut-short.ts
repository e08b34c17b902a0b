import type { ShapingRule } from './rule.ts';

/**
 * A stream that was cut short ends where it is whole: a block with its last whole line, a line with its last whole
 * word.
 */
export const dropCutShort: ShapingRule = {
  name: 'drop-cut-short',
  apply: (text, { end, askedFor }) => {
    if (end !== 'length' && end !== 'truncated') return { text };
    const at = text.lastIndexOf('\n');
    if (askedFor.kind === 'block' && text.slice(0, Math.max(0, at)).trim() !== '') return { text: text.slice(0, at) };
    return { text: text.replace(/[\p{L}\p{N}_$]+$/u, ''), emptiedBy: 'empty' };
  },
};
