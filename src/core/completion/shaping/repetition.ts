import { isClosersOnly } from './brackets.ts';
import { type ShapingRule, isBlank } from './rule.ts';

/** A piece this long that comes three times running is a model in a loop. */
const shortestPeriod = 8;
const longestPeriod = 80;

/** Ends the text where it starts to go round in circles: a line three times, or a piece of a line three times. */
export const stopRepetition: ShapingRule = {
  name: 'stop-repetition',
  apply: (text) => {
    const lines = text.split('\n');
    for (let index = 2; index < lines.length; index += 1) {
      const line = lines[index] ?? '';
      if (isBlank(line) || isClosersOnly(line)) continue;
      if (line === lines[index - 1] && line === lines[index - 2]) {
        return { text: lines.slice(0, index - 1).join('\n'), isFinal: true, emptiedBy: 'repeats-itself' };
      }
    }
    for (let period = shortestPeriod; period <= longestPeriod && period * 3 <= text.length; period += 1) {
      const tail = text.slice(-period);
      if (isBlank(tail) || new Set(tail).size < 3) continue;
      const start = text.length - 3 * period;
      if (text.slice(start, start + period) === tail && text.slice(start + period, start + 2 * period) === tail) {
        return { text: text.slice(0, start + period), isFinal: true, emptiedBy: 'repeats-itself' };
      }
    }
    return { text };
  },
};

/** Nothing is shown where the text only says again the two or more lines that stand right before the cursor. */
export const dropRepeatsBefore: ShapingRule = {
  name: 'drop-repeats-before',
  apply: (text, { prefix, end }) => {
    if (end === undefined) return { text };
    const said = text.split('\n').map((line) => line.trim());
    const lines = said.filter((line) => line !== '');
    if (lines.length === 0) return { text };
    const before = prefix
      .slice(-4000)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(-Math.max(2, lines.length));
    const isTwice = lines.length === 1 && before.length === 2 && before.every((line) => line === lines[0]);
    const isBlock =
      lines.length >= 2 && lines.length === before.length && lines.every((line, at) => line === before[at]);
    return isTwice || isBlock ? { text: '', emptiedBy: 'repeats-before' } : { text };
  },
};
