import type { EmbeddedReport } from './embedded-code-base.ts';
import type { Measurement } from './embedded-measure.ts';

/** What is saved of 100 characters at a precision, by the engine and by each baseline; null where none reaches it. */
export interface Comparison {
  readonly engine: number | null;
  readonly shownRate: number | null;
  readonly ngram: number | null;
  readonly longest: number | null;
  /** The engine's, in times the better baseline's; null where there is nothing to compare. */
  readonly times: number | null;
}

export const comparedPrecisions = ['0.6', '0.75'] as const;
const modes = ['cold', 'writing'] as const;

/** One mode's measurement, at a precision of 60 or 75 %. */
export function compareAt(
  measurement: Partial<Measurement>,
  precision: (typeof comparedPrecisions)[number],
): Comparison {
  const scores = measurement.atPrecision?.[precision];
  const savedBy = (name: string): number | null => scores?.[name]?.savedPer100 ?? null;
  const [engine, ngram, longest] = [savedBy('engine'), savedBy('ngram'), savedBy('longest')];
  const better = Math.max(ngram ?? 0, longest ?? 0);
  const times = engine === null || better <= 0 ? null : engine / better;
  return { engine, shownRate: scores?.['engine']?.shownRate ?? null, ngram, longest, times };
}

/** The measurement of one mode, where it was taken with baselines. */
export function measurementOf(report: EmbeddedReport, mode: (typeof modes)[number]): Partial<Measurement> | undefined {
  const measurement = mode === 'cold' ? report : report.writing;
  return Object.keys(measurement?.baselines ?? {}).length === 0 ? undefined : measurement;
}

/** Lines of a table: the engine beside the better baseline, at both precisions, in both modes. */
export function describeComparison(
  codeBases: readonly { readonly name: string; readonly report: EmbeddedReport }[],
): readonly string[] {
  const rows = codeBases.flatMap(({ name, report }) =>
    modes.flatMap((mode) => {
      const measurement = measurementOf(report, mode);
      if (measurement === undefined) return [];
      const cells = comparedPrecisions.flatMap((precision) => {
        const { engine, ngram, longest, times } = compareAt(measurement, precision);
        return [show(engine), show(ngram), show(longest), show(times, ' x')];
      });
      return [[name, mode, ...cells]];
    }),
  );
  if (rows.length === 0) return [];
  const head = ['saved of 100', '', ...comparedPrecisions.flatMap((at) => [`at ${at}`, 'ngram', 'longest', 'times'])];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

function show(value: number | null, unit = ''): string {
  return value === null ? '-' : `${value.toFixed(1)}${unit}`;
}
