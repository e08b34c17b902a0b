import type { WindowCost } from './measured-window.ts';

interface Result {
  readonly situation: string;
  readonly variant: string;
  readonly cost: WindowCost;
}

type Figure = (cost: WindowCost) => number;

const figures: readonly (readonly [name: string, figure: Figure])[] = [
  ['memory at rest, MB', ({ restMb }) => restMb],
  ['memory after typing, MB', ({ typedMb }) => typedMb],
  ['processor while idle, % of one core', ({ idlePercent }) => idlePercent],
  ['processor while typing, % of one core', ({ typingPercent }) => typingPercent],
  ['processor until settled, s', ({ settledCpuS }) => settledCpuS],
];

/** Medians side by side: VS Code without Midfill, with it, and what that adds. */
export function summarise(results: readonly Result[]): string {
  const lines: string[] = [];
  for (const situation of new Set(results.map((result) => result.situation))) {
    const of = (variant: string): readonly WindowCost[] =>
      results.filter((result) => result.situation === situation && result.variant === variant).map(({ cost }) => cost);
    lines.push('', `${situation}: without, with, added`);
    for (const [name, figure] of figures) {
      const [without, with_] = [median(of('without').map(figure)), median(of('with').map(figure))];
      lines.push(`  ${name}: ${[without, with_, with_ - without].map((value) => value.toFixed(1)).join(', ')}`);
    }
    const starts = of('with').flatMap(({ activation }) => (activation === undefined ? [] : [activation]));
    const total = starts.map(({ loadCodeMs, callMs, finishMs }) => loadCodeMs + callMs + finishMs);
    lines.push(
      `  activation: ${median(total)} ms (${median(starts.map(({ loadCodeMs }) => loadCodeMs))} of it loading code; all: ${total.join(', ')})`,
    );
  }
  return lines.join('\n');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
