import type { Uri } from '../../core/document.ts';
import type { EmbeddedEngine } from '../../core/embedded/embedded-engine.ts';
import type { IndexSlice } from '../../core/embedded/index-slice.ts';
import { buildSlice } from '../../core/embedded/index-slice.ts';
import { hashOutcome } from '../../core/embedded/hashed-outcome.ts';
import type { StopPoint } from '../../core/embedded/growing-text.ts';
import { chooseStop, leastCharacters, leastConfidence } from '../../core/embedded/stop-choice.ts';
import type { Baselines } from './embedded-baselines.ts';
import type { CorpusFile } from './embedded-corpus.ts';
import { seededRandom } from './embedded-corpus.ts';
import type { Cut } from './embedded-cuts.ts';
import { chooseCuts } from './embedded-cuts.ts';
import type { ThresholdScore } from './embedded-score.ts';
import { savedAtPrecision, ThresholdTally } from './embedded-score.ts';

export interface MeasureOptions {
  readonly cuts: number;
  readonly seed: number;
  /** `cold`: each cut by itself, the file's other text around it. `writing`: nothing after the cut, cuts in order. */
  readonly mode: 'cold' | 'writing';
  /** Asked at the same places; null for none. */
  readonly baselines: Baselines | null;
  readonly maxLines: number;
}

/** What the engine and the baselines came to in one mode. */
export interface Measurement {
  readonly cuts: number;
  /** At the threshold that the editor uses for a suggestion by itself. */
  readonly shownRate: number;
  readonly precision: number | null;
  readonly savedPer100: number;
  readonly thresholds: readonly ThresholdScore[];
  readonly baselines: Readonly<Record<string, { readonly thresholds: readonly ThresholdScore[] }>>;
  /** What is saved at most at a precision, by engine and baseline. */
  readonly atPrecision: Readonly<Record<string, Readonly<Record<string, ThresholdScore | null>>>>;
  readonly calibration: readonly { readonly confidence: number; readonly rate: number; readonly count: number }[];
  readonly latencyMs: { readonly p50: number; readonly p99: number };
}

const thresholds = [...Array.from({ length: 19 }, (_, index) => (index + 1) / 20), 0.97, 0.99];
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

/** Asks at cuts of the held-out files. */
export function measure(engine: EmbeddedEngine, heldOut: readonly CorpusFile[], options: MeasureOptions): Measurement {
  const cuts = chooseCuts(heldOut, options.cuts, seededRandom(options.seed));
  const own = thresholds.map((threshold) => new ThresholdTally(threshold));
  const ngram = thresholds.map((threshold) => new ThresholdTally(threshold));
  const longest = lengthThresholds.map((threshold) => new ThresholdTally(threshold));
  const calibration = new Calibration();
  const latencies: number[] = [];
  let lastFile: CorpusFile | undefined;
  for (const cut of cuts) {
    const place = placeOf(cut, options.mode);
    if (options.mode === 'writing' && lastFile !== undefined && lastFile !== cut.file) {
      engine.setOpenFile({ uri: lastFile.path, text: lastFile.text });
    }
    lastFile = cut.file;
    const before = performance.now();
    const points = engine.stopPoints(place, { maxLines: options.maxLines, leastConfidence: thresholds[0] ?? 0 });
    latencies.push(performance.now() - before);
    tally(own, points, place);
    const alone = chooseStop(points, leastConfidence.alone);
    calibration.add(alone, place);
    if (options.mode === 'writing' && alone !== null) {
      const kind = isRight(alone, place) ? 'accepted' : 'rejected';
      const prefixTail = place.prefix.slice(-200);
      engine.learn(hashOutcome({ uri: cut.file.path as Uri, kind, text: alone.text, prefixTail }, 0));
    }
    if (options.baselines === null) continue;
    const theirs = options.baselines.at(place.uri, place.prefix);
    tally(ngram, theirs.ngram, place);
    tally(longest, theirs.longest, place);
  }
  latencies.sort((left, right) => left - right);
  const scores = own.map((entry) => entry.score);
  const others = {
    ngram: { thresholds: ngram.map((entry) => entry.score) },
    longest: { thresholds: longest.map((entry) => entry.score) },
  };
  const alone = scores.find((score) => score.threshold === leastConfidence.alone);
  return {
    cuts: cuts.length,
    shownRate: alone?.shownRate ?? 0,
    precision: alone?.precision ?? null,
    savedPer100: alone?.savedPer100 ?? 0,
    thresholds: scores,
    baselines: options.baselines === null ? {} : others,
    atPrecision: Object.fromEntries(
      [0.6, 0.75, 0.8].map((precision) => [
        precision,
        {
          engine: savedAtPrecision(scores, precision),
          ngram: savedAtPrecision(others.ngram.thresholds, precision),
          longest: savedAtPrecision(others.longest.thresholds, precision),
        },
      ]),
    ),
    calibration: calibration.rows(),
    latencyMs: { p50: latencies[latencies.length >> 1] ?? 0, p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0 },
  };
}

interface MeasuredPlace {
  readonly uri: string;
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
  /** What comes next: up to the line's end where the rest of the file is known, else up to the file's end. */
  readonly truth: string;
  /** Characters left to type on the line. */
  readonly restOfLine: number;
}

function placeOf(cut: Cut, mode: 'cold' | 'writing'): MeasuredPlace {
  const { text, path, languageId } = cut.file;
  return {
    uri: path,
    languageId,
    prefix: text.slice(0, cut.offset),
    suffix: mode === 'cold' ? text.slice(cut.lineEnd) : '',
    truth: text.slice(cut.offset, mode === 'cold' ? cut.lineEnd : text.length),
    restOfLine: cut.lineEnd - cut.offset,
  };
}

/** Exactly what comes next; of a text too short to be shown but as the rest of the line, also that the line ends there. */
function isRight(stop: StopPoint, place: MeasuredPlace): boolean {
  if (!place.truth.startsWith(stop.text)) return false;
  return stop.text.length >= leastCharacters || /^[ \t]*(\n|$)/.test(place.truth.slice(stop.text.length));
}

function tally(tallies: readonly ThresholdTally[], points: readonly StopPoint[], place: MeasuredPlace): void {
  for (const entry of tallies) {
    const stop = chooseStop(points, entry.threshold);
    const shown = stop === null ? null : { length: stop.text.length, isRight: isRight(stop, place) };
    entry.add(shown, place.restOfLine);
  }
}

class Calibration {
  readonly #bins = Array.from({ length: 10 }, () => ({ sum: 0, right: 0, count: 0 }));

  add(stop: StopPoint | null, place: MeasuredPlace): void {
    const bin = stop === null ? undefined : this.#bins[Math.min(9, Math.floor(stop.confidence * 10))];
    if (bin === undefined || stop === null) return;
    bin.sum += stop.confidence;
    bin.count += 1;
    if (isRight(stop, place)) bin.right += 1;
  }

  rows(): { confidence: number; rate: number; count: number }[] {
    return this.#bins
      .filter((bin) => bin.count > 0)
      .map(({ sum, right, count }) => ({ confidence: sum / count, rate: right / count, count }));
  }
}
