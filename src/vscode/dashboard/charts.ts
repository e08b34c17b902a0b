/** Text of any origin (a server names its model) as text in the page. */
export function escape(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One column of a chart: its parts from the bottom up, each with the class that colours it. */
export interface Column {
  readonly label: string;
  readonly parts: readonly { readonly className: string; readonly value: number }[];
  /** Shown when pointed at. */
  readonly title: string;
}

const width = 720;
const height = 120;
const below = 26;
const gap = 2;

/**
 * Columns as an SVG without scripts or inline styles. To screen readers it is one picture with a sentence; the same
 * numbers stand in a table, for those who want them.
 */
export function columnChart(options: {
  readonly id: string;
  readonly sentence: string;
  readonly columns: readonly Column[];
  /** Every so many columns one is labelled. */
  readonly labelEvery: number;
}): string {
  const { id, sentence, columns, labelEvery } = options;
  const highest = Math.max(1, ...columns.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)));
  const step = width / Math.max(1, columns.length);
  const bars = columns.map(({ label, parts, title }, index) => {
    const x = index * step + gap / 2;
    let y = height;
    const rects = parts.flatMap(({ className, value }) => {
      const size = (value / highest) * (height - 4);
      y -= size;
      return value === 0 ? [] : [rect(className, x, y, step - gap, size)];
    });
    const isLabelled = index % labelEvery === 0;
    const text = isLabelled ? `<text x="${round(x + (step - gap) / 2)}" y="${height + 5}">${escape(label)}</text>` : '';
    const hit = rect('hit', x - gap / 2, 0, step, height);
    return `<g><title>${escape(title)}</title>${rects.join('')}${hit}${text}</g>`;
  });
  return `<svg class="chart" viewBox="0 0 ${width} ${height + below}" role="img" aria-labelledby="${id}-title">
<title id="${id}-title">${escape(sentence)}</title>
<line class="axis" x1="0" x2="${width}" y1="${height}" y2="${height}"/>
${bars.join('')}</svg>`;
}

function rect(className: string, x: number, y: number, w: number, h: number): string {
  return `<rect class="${className}" x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
