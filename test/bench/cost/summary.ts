import { median } from './median.ts';
import type { WindowCost } from './measured-window.ts';

export interface Result {
  readonly situation: string;
  readonly variant: string;
  readonly cost: WindowCost;
}

/** Medians over the rounds. */
export interface Medians {
  readonly restMb: number;
  readonly typedMb: number;
  readonly idlePercent: number;
  readonly typingPercent: number;
  readonly settledCpuS: number;
}

/** VS Code without Midfill, and with it. */
export interface SituationCost {
  readonly rounds: number;
  readonly without: Medians;
  readonly with: Medians;
}

const names: Readonly<Record<keyof Medians, string>> = {
  restMb: 'memory at rest, MB',
  typedMb: 'memory after typing, MB',
  idlePercent: 'processor while idle, % of one core',
  typingPercent: 'processor while typing, % of one core',
  settledCpuS: 'processor until settled, s',
};

/** What each situation costs, by its name. */
export function costsOf(results: readonly Result[]): Readonly<Record<string, SituationCost>> {
  const situations = [...new Set(results.map(({ situation }) => situation))];
  return Object.fromEntries(
    situations.map((situation) => {
      const of = (variant: string): readonly WindowCost[] =>
        results
          .filter((result) => result.situation === situation && result.variant === variant)
          .map(({ cost }) => cost);
      return [situation, { rounds: of('with').length, without: mediansOf(of('without')), with: mediansOf(of('with')) }];
    }),
  );
}

/** The same for people. */
export function summarise(costs: Readonly<Record<string, SituationCost>>): string {
  return Object.entries(costs)
    .flatMap(([situation, { without, with: with_ }]) => [
      '',
      `${situation}: without, with, added`,
      ...(Object.keys(names) as (keyof Medians)[]).map(
        (key) => `  ${names[key]}: ${[without[key], with_[key], with_[key] - without[key]].map(tenths).join(', ')}`,
      ),
    ])
    .join('\n');
}

function mediansOf(costs: readonly WindowCost[]): Medians {
  const of = (figure: (cost: WindowCost) => number): number => tenths(median(costs.map(figure)));
  return {
    restMb: of(({ restMb }) => restMb),
    typedMb: of(({ typedMb }) => typedMb),
    idlePercent: of(({ idlePercent }) => idlePercent),
    typingPercent: of(({ typingPercent }) => typingPercent),
    settledCpuS: of(({ settledCpuS }) => settledCpuS),
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
