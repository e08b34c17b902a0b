import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EmbeddedEngine } from '../../core/embedded/embedded-engine.ts';
import { Baselines } from './embedded-baselines.ts';
import type { Corpus } from './embedded-corpus.ts';
import { readCorpus } from './embedded-corpus.ts';
import type { Measurement } from './embedded-measure.ts';
import { buildSlices, measure } from './embedded-measure.ts';

const heldOutShare = 0.1;

/** What one code base came to. */
export interface EmbeddedReport extends Partial<Measurement> {
  readonly files: { readonly indexed: number; readonly heldOut: number; readonly leftOut: Corpus['leftOut'] };
  readonly indexMs: number;
  readonly memoryMb: number;
  readonly writing?: Measurement;
}

export interface EmbeddedBenchOptions {
  readonly cuts: number;
  readonly seed: number;
  readonly mode: 'cold' | 'writing' | 'both';
  readonly hasBaselines: boolean;
}

/** Measures on one code base; undefined where it has too few source files to hold some out. */
export function benchCodeBase(
  repo: string,
  { cuts, seed, mode, hasBaselines }: EmbeddedBenchOptions,
): EmbeddedReport | undefined {
  const corpus = readCorpus(repo, { seed, heldOutShare });
  if (corpus.indexed.length === 0 || corpus.heldOut.length === 0) return undefined;
  const memoryBefore = usedMemory();
  const started = performance.now();
  const slices = buildSlices(corpus.indexed);
  const engineWithIndex = (): EmbeddedEngine => {
    const engine = new EmbeddedEngine();
    for (const slice of slices) engine.addSlice(slice);
    return engine;
  };
  const engine = engineWithIndex();
  const indexMs = performance.now() - started;
  const memoryMb = (usedMemory() - memoryBefore) / 1e6;
  const options = { cuts, seed, baselines: hasBaselines ? new Baselines(slices) : null };
  const cold =
    mode === 'writing' ? undefined : measure(engine, corpus.heldOut, { ...options, mode: 'cold', maxLines: 1 });
  // A session of its own: what was learnt while measuring cold is not carried over.
  const writing =
    mode === 'cold'
      ? undefined
      : measure(engineWithIndex(), corpus.heldOut, { ...options, mode: 'writing', maxLines: 6 });
  return {
    ...cold,
    files: { indexed: corpus.indexed.length, heldOut: corpus.heldOut.length, leftOut: corpus.leftOut },
    indexMs: Math.round(indexMs),
    memoryMb: Math.round(memoryMb * 10) / 10,
    ...(writing === undefined ? {} : { writing }),
  };
}

/** For `JSON.stringify`: to four places. */
export function roundNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(4)) : value;
}

/** Heap and buffers, after collecting what is dead. */
function usedMemory(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
