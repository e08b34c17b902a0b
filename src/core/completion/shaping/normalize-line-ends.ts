import { normalizeLineEnds } from '../../../base/text.ts';
import type { ShapingRule } from './rule.ts';

/** Inside the core a line ends with LF; the editor puts the file's own line end back. */
export const normalizeLineEndsRule: ShapingRule = {
  name: 'normalize-line-ends',
  apply: (text, { end }) => {
    // A CR at the very end may be half of a CRLF.
    const whole = end === undefined && text.endsWith('\r') ? text.slice(0, -1) : text;
    return { text: normalizeLineEnds(whole) };
  },
};
