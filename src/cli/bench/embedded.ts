import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ExitCode, Io } from '../command.ts';
import { CommandError, parseNumber, parseOptions } from '../command.ts';
import { type EmbeddedReport, benchCodeBase, roundNumbers } from './embedded-code-base.ts';
import type { Measurement } from './embedded-measure.ts';
import { describeComparison } from './embedded-comparison.ts';
import type { ThresholdScore } from './embedded-score.ts';

export const embeddedBenchHelp = `midfill bench embedded --repo DIR [--json]

Measures the embedded engine on a tenth of the files in DIR, which it does not get to see: how often it shows something,
how often that is exactly what comes next, and how many of 100 characters that saves, over a sweep of the threshold;
beside two baselines: a plain n-gram mixture, and the longest earlier text with the same end.

  --repo DIR      the code base
  --mode MODE     cold (the file's other text around each cut), writing (nothing after it, cuts in order), both (default)
  --cuts N        places to ask at, in each mode (default 2000)
  --seed N        chooses files and places (default 1)
  --no-baselines  the engine only
  --json          one object
`;

/** `midfill bench embedded`. */
export function runEmbeddedBench(args: readonly string[], io: Pick<Io, 'out' | 'folder'>): ExitCode {
  const { values } = parseOptions(args, {
    repo: { type: 'string' },
    mode: { type: 'string', default: 'both' },
    cuts: { type: 'string' },
    seed: { type: 'string' },
    'no-baselines': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  if (values.repo === undefined) throw new CommandError('Which code base? Name its folder with --repo DIR.');
  const { mode } = values;
  if (mode !== 'cold' && mode !== 'writing' && mode !== 'both') {
    throw new CommandError(`--mode is cold, writing or both, not "${mode}".`);
  }
  const repo = resolve(io.folder, values.repo);
  if (statSync(repo, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CommandError(`There is no folder ${values.repo}.`, 1);
  }
  const seed = parseNumber('--seed', values.seed, { min: 0, max: 4_294_967_295 }) ?? 1;
  const cuts = parseNumber('--cuts', values.cuts, { min: 1, max: 1_000_000 }) ?? 2000;
  const report = benchCodeBase(repo, { cuts, seed, mode, hasBaselines: !values['no-baselines'] });
  if (report === undefined) throw new CommandError(`${values.repo} has too few source files to hold some out.`, 1);
  io.out(values.json ? `${JSON.stringify(report, roundNumbers)}\n` : describe(report));
  return 0;
}

function describe(report: EmbeddedReport): string {
  const { files, indexMs, memoryMb, writing } = report;
  const lines = [
    `${files.indexed} files indexed in ${indexMs} ms, ${memoryMb} MB; ${files.heldOut} held out ` +
      `(left out: ${files.leftOut.generated} generated, ${files.leftOut.duplicates} duplicate, ${files.leftOut.tooLarge} too large)`,
  ];
  if (report.thresholds !== undefined) lines.push('', ...describeMode('Cold: the rest of the file is known', report));
  if (writing !== undefined) lines.push('', ...describeMode('Writing: nothing follows, learning as it goes', writing));
  const table = describeComparison([{ name: 'this code base', report }]);
  if (table.length > 0) lines.push('', ...table);
  return `${lines.join('\n')}\n`;
}

function describeMode(title: string, measurement: Partial<Measurement>): string[] {
  const { latencyMs, atPrecision = {}, calibration = [] } = measurement;
  const lines = [
    `${title}; ${measurement.cuts} cuts; ${latencyMs?.p50.toFixed(2)} ms p50, ${latencyMs?.p99.toFixed(2)} ms p99`,
  ];
  for (const [precision, scores] of Object.entries(atPrecision)) {
    lines.push(`  at a precision of ${precision}: saved of 100 characters (shown, right)`);
    for (const [name, score] of Object.entries(scores)) lines.push(`    ${name.padEnd(8)} ${describeScore(score)}`);
  }
  const rows = calibration.map(({ confidence, rate }) => `${percent(confidence)} -> ${percent(rate)}`);
  lines.push(`  said -> right: ${rows.join(', ')}`);
  return lines;
}

function describeScore(score: ThresholdScore | null): string {
  if (score === null) return 'not reached';
  return `${score.savedPer100.toFixed(2)} (${percent(score.shownRate)}, ${percent(score.precision ?? 0)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
