import type { ShapingRule } from './rule.ts';

/** Control markers of the model families that fill in the middle, as they leak into text when a server misses them. */
const marker =
  /<\|[a-z_▁｜]{2,30}\|>|<｜[^｜\n]{2,30}｜>|<(?:fim|file)_(?:prefix|suffix|middle|pad|sep)>|<(?:PRE|SUF|MID|EOT|END)>|\[(?:PREFIX|SUFFIX|MIDDLE)\]|<\/s>|<eos>|<EOT>/u;

/** A marker's own start at a text's end, which the next piece may complete. */
const markerStart = /(?:<[|｜]?[a-zA-Z_▁｜/]{0,30}\|?|\[[A-Z]{0,6})$/u;

/** Cuts at the first marker: what follows it is about another place. */
export const stripMarkers: ShapingRule = {
  name: 'strip-markers',
  apply: (text, { end }) => {
    const at = text.search(marker);
    if (at !== -1) return { text: text.slice(0, at), isFinal: true };
    if (end !== undefined) return { text };
    const start = markerStart.exec(text);
    return { text: start === null ? text : text.slice(0, start.index) };
  },
};
