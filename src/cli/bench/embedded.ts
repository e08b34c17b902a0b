import { EmbeddedEngine } from '../../core/embedded/embedded-engine.ts';
import type { IndexSlice } from '../../core/embedded/index-slice.ts';
import { buildSlice } from '../../core/embedded/index-slice.ts';
import type { StopPoint } from '../../core/embedded/prediction.ts';
import { chooseStop } from '../../core/embedded/stop-choice.ts';
import { Baselines } from './embedded-baselines.ts';
import type { Corpus, CorpusFile } from './embedded-corpus.ts';
import { readCorpus, seededRandom } from './embedded-corpus.ts';
import type { Cut } from './embedded-cuts.ts';
import { chooseCuts } from './embedded-cuts.ts';
import type { ThresholdScore } from './embedded-score.ts';
import { savedAtPrecision, ThresholdTally } from './embedded-score.ts';

export interface EmbeddedBenchOptions {
  readonly repo: string;
  readonly cuts: number;
  readonly seed: number;
  readonly heldOutShare: number;
  /** `cold`: each cut by itself, the file's other text around it. `writing`: nothing after the cut, cuts in order. */
  readonly mode: 'cold' | 'writing';
  readonly withBaselines: boolean;
}

export interface EmbeddedBenchReport {
  readonly mode: 'cold' | 'writing';
  readonly cuts: number;
  readonly files: { readonly indexed: number; readonly heldOut: number; readonly leftOut: Corpus['leftOut'] };
  /** At the threshold that the editor uses for a suggestion by itself. */
  readonly shownRate: number;
  readonly precision: number | null;
  readonly savedPer100: number;
  readonly thresholds: readonly ThresholdScore[];
  readonly baselines: Readonly<Record<string, { readonly thresholds: readonly ThresholdScore[] }>>;
  readonly atPrecision: Readonly<Record<string, Readonly<Record<string, ThresholdScore | null>>>>;
  readonly calibration: readonly { readonly confidence: number; readonly rate: number; readonly count: number }[];
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly indexMs: number;
  readonly memoryMb: number;
}

const thresholds = [...Array.from({ length: 19 }, (_, index) => 0.05 + index * 0.05), 0.97, 0.99];
const lengthThresholds = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 40, 48, 64];
const sliceBytes = 5_000_000;

/** Indexes as the editor does: in slices of a few megabytes. */
export function buildSlices(files: readonly CorpusFile[]): IndexSlice[] {
  const slices: IndexSlice[] = [];
  let batch: { uri: string; languageId: string; text: string }[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (batch.length > 0) slices.push(buildSlice(batch));
    batch = [];
    bytes = 0;
  };
  for (const { path, languageId, text } of files) {
    batch.push({ uri: path, languageId, text });
    bytes += text.length;
    if (bytes >= sliceBytes) flush();
  }
  flush();
  return slices;
}

/** Measures the engine on files of a code base that it has not seen. */
export function runEmbeddedBench(options: EmbeddedBenchOptions): EmbeddedBenchReport {
  const corpus = readCorpus(options.repo, options);
  const memoryBefore = usedMemory();
  const started = performance.now();
  const slices = buildSlices(corpus.indexed);
  const indexMs = performance.now() - started;
  const engine = new EmbeddedEngine();
  for (const slice of slices) engine.addSlice(slice);
  const memoryMb = (usedMemory() - memoryBefore) / 1e6;
  const cuts = chooseCuts(corpus.heldOut, options.cuts, seededRandom(options.seed));
  const baselines = new Baselines(slices);
  const own = thresholds.map((threshold) => new ThresholdTally(threshold));
  const others = {
    ngram: thresholds.map((threshold) => new ThresholdTally(threshold)),
    longest: lengthThresholds.map((threshold) => new ThresholdTally(threshold)),
  };
  const calibration = new Calibration();
  const latencies: number[] = [];
  for (const cut of cuts) {
    const place = placeOf(cut, options.mode);
    const before = performance.now();
    const points = engine.stopPoints(place, { maxLines: 1, leastConfidence: thresholds[0] ?? 0 });
    latencies.push(performance.now() - before);
    tally(own, points, place);
    calibration.add(chooseStop(points, 0.5), place.truth);
    if (!options.withBaselines) continue;
    tally(others.ngram, baselines.ngram(place.prefix), place);
    tally(others.longest, baselines.longest(place.prefix), place);
  }
  latencies.sort((left, right) => left - right);
  const scores = own.map((entry) => entry.score);
  const baselineScores = {
    ngram: { thresholds: others.ngram.map((entry) => entry.score) },
    longest: { thresholds: others.longest.map((entry) => entry.score) },
  };
  const alone = scores.find((score) => score.threshold >= 0.5 - 1e-9);
  return {
    mode: options.mode,
    cuts: cuts.length,
    files: { indexed: corpus.indexed.length, heldOut: corpus.heldOut.length, leftOut: corpus.leftOut },
    shownRate: alone?.shownRate ?? 0,
    precision: alone?.precision ?? null,
    savedPer100: alone?.savedPer100 ?? 0,
    thresholds: scores,
    baselines: options.withBaselines ? baselineScores : {},
    atPrecision: Object.fromEntries(
      [0.6, 0.75, 0.8].map((precision) => [
        precision,
        {
          engine: savedAtPrecision(scores, precision),
          ngram: savedAtPrecision(baselineScores.ngram.thresholds, precision),
          longest: savedAtPrecision(baselineScores.longest.thresholds, precision),
        },
      ]),
    ),
    calibration: calibration.rows(),
    latencyMs: { p50: latencies[latencies.length >> 1] ?? 0, p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0 },
    indexMs,
    memoryMb,
  };
}

interface MeasuredPlace {
  readonly uri: string;
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly truth: string;
}

function placeOf(cut: Cut, mode: 'cold' | 'writing'): MeasuredPlace {
  const { text, path, languageId } = cut.file;
  return {
    uri: path,
    languageId,
    prefix: text.slice(0, cut.offset),
    suffix: mode === 'cold' ? text.slice(cut.lineEnd) : '',
    truth: text.slice(cut.offset, cut.lineEnd),
  };
}

function tally(tallies: readonly ThresholdTally[], points: readonly StopPoint[], place: MeasuredPlace): void {
  for (const entry of tallies) {
    const stop = chooseStop(points, entry.threshold);
    entry.add(shownText(stop, place), place.truth, place.truth.length);
  }
}

/** A suggestion that claims to be the rest of the line is right only where it is all of it. */
function shownText(stop: StopPoint | null, place: MeasuredPlace): string | null {
  if (stop === null) return null;
  const isClaim = stop.endsLine && stop.text.length < 8;
  return isClaim && stop.text !== place.truth.trimEnd() ? `${stop.text}\n` : stop.text;
}

class Calibration {
  readonly #bins = Array.from({ length: 10 }, () => ({ sum: 0, right: 0, count: 0 }));

  add(stop: StopPoint | null, truth: string): void {
    const bin = stop === null ? undefined : this.#bins[Math.min(9, Math.floor(stop.confidence * 10))];
    if (bin === undefined || stop === null) return;
    bin.sum += stop.confidence;
    bin.count += 1;
    if (truth.startsWith(stop.text)) bin.right += 1;
  }

  rows(): { confidence: number; rate: number; count: number }[] {
    return this.#bins
      .filter((bin) => bin.count > 0)
      .map(({ sum, right, count }) => ({ confidence: sum / count, rate: right / count, count }));
  }
}

function usedMemory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
