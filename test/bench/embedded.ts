import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type EmbeddedReport, benchCodeBase, roundNumbers } from '../../src/cli/bench/embedded-code-base.ts';
import {
  type Comparison,
  compareAt,
  comparedPrecisions,
  describeComparison,
  measurementOf,
} from '../../src/cli/bench/embedded-comparison.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * The embedded engine on all code bases that it is measured on, beside its two baselines; embedded.md beside this file
 * has the method. Get them first, with `npm run bench:corpora`.
 *
 *   npm run bench:embedded [-- --only java --cuts 800 --seed 11 --write]
 *
 * With `--write`, the figures replace those in embedded.baseline.json: with `--only`, of that code base.
 */
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '.cache/corpora/measured' },
    only: { type: 'string', default: '' },
    cuts: { type: 'string', default: '800' },
    seed: { type: 'string', default: '11' },
    write: { type: 'boolean', default: false },
  },
});

const names = readdirSync(values.corpus)
  .filter((name) => name.includes(values.only) && statSync(join(values.corpus, name)).isDirectory())
  .toSorted();
const reports: { readonly name: string; readonly report: EmbeddedReport }[] = [];
for (const name of names) {
  const report = benchCodeBase(join(values.corpus, name), {
    cuts: Number(values.cuts),
    seed: Number(values.seed),
    mode: 'both',
    hasBaselines: true,
  });
  if (report === undefined) continue;
  reports.push({ name, report });
  console.error(`${name}: done at ${Math.round(process.cpuUsage().user / 1e6)} s of processor time`);
  if (values.write) writeBaseline('embedded', { [name]: rounded(figuresOf(report)) });
}
console.log(describeComparison(reports).join('\n'));

function figuresOf(report: EmbeddedReport): object {
  return Object.fromEntries(
    (['cold', 'writing'] as const).flatMap((mode) => {
      const measurement = measurementOf(report, mode);
      if (measurement === undefined) return [];
      const { cuts, shownRate, precision, savedPer100, calibration } = measurement;
      const compared = comparedPrecisions.map((at): [string, Comparison] => [at, compareAt(measurement, at)]);
      const alone = { shownRate, precision, savedPer100 };
      return [[mode, { cuts, atPrecision: Object.fromEntries(compared), alone, calibration }]];
    }),
  );
}

function rounded(figures: object): unknown {
  return JSON.parse(JSON.stringify(figures, roundNumbers));
}
