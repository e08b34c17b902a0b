import { parseArgs } from 'node:util';
import { packOutline } from '../../src/core/context/packed-outline.ts';
import { namesUsedIn } from '../../src/core/context/name-set.ts';
import { outlineFile } from '../../src/core/context/source-file.ts';
import type { Uri } from '../../src/core/document.ts';
import { InteractiveService } from '../../src/core/workers/interactive-worker.ts';
import { systemClock } from '../../src/node/clock.ts';
import { createGrammars, grammarsFolder } from '../../src/node/grammars.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { readFiles, seeded, shuffled } from './context/corpus.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * What gathering costs the interactive worker, in processor time of its thread, so that a busy machine doesn't count:
 * each question at a place of its own (nothing is remembered), with ten tabs open. See context.md beside this file.
 *
 *   npm run bench:gather [-- --files 100,1000,10000 --write]
 *
 * With `--write`, the figures replace those in the baseline.
 */
const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: '.cache/corpora' },
    files: { type: 'string', default: '100,1000,10000' },
    write: { type: 'boolean', default: false },
  },
});

const questionsPerFile = 8;
const grammars = createGrammars(grammarsFolder(undefined, import.meta.url));
const all = shuffled(readFiles(values.corpus), seeded(1));
const uriOf = (path: string): Uri => `file:///bench/${path}` as Uri;

const results: object[] = [];
for (const count of values.files.split(',').map(Number)) {
  const files = all.slice(0, count);
  const clock = new FakeClock();
  const service = new InteractiveService({ clock: { ...systemClock, setTimer: clock.setTimer.bind(clock) }, grammars });
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const indexing = process.threadCpuUsage();
  for (const { path, languageId, text } of files) {
    const outline = packOutline(await outlineFile(grammars, languageId, text));
    service.index.addFiles({ files: [{ uri: uriOf(path), path, languageId, outline, uses: namesUsedIn(text) }] });
  }
  const { user, system } = process.threadCpuUsage(indexing);
  globalThis.gc?.();
  const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 1e6;
  const random = seeded(3);
  const milliseconds: number[] = [];
  const opened = files.filter(({ text }) => text.length > 3000 && text.length < 60_000).slice(0, 120);
  for (const [round, { path, languageId, text }] of opened.entries()) {
    const uri = uriOf(path);
    service.openDocument({ uri, languageId, version: 1, text, path, mayIndex: true, secrets: [] });
    await grammars.load(languageId);
    await clock.advance(1000);
    if (round >= 10) service.closeDocument({ uri: uriOf(opened[round - 10]?.path ?? '') });
    for (let question = 0; question < questionsPerFile; question += 1) {
      const offset = Math.floor(random() * text.length);
      const began = process.threadCpuUsage();
      service.gatherContext({ uri, version: 1, offset, maxTokens: 1500, weights: {}, charactersPerToken: 3.3 });
      const took = process.threadCpuUsage(began);
      // The first rounds compile; an editor's first minute does, too.
      if (round >= 20) milliseconds.push((took.user + took.system) / 1000);
    }
  }
  milliseconds.sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((milliseconds[Math.floor(share * milliseconds.length)] ?? 0) * 100) / 100;
  const characters = files.reduce((sum, { text }) => sum + text.length, 0);
  const mean = milliseconds.reduce((sum, each) => sum + each, 0) / Math.max(1, milliseconds.length);
  const result = {
    files: files.length,
    megabytes: Math.round(characters / 1e5) / 10,
    indexCpuMs: Math.round((user + system) / 1000),
    indexHeapMb: Math.round(heapMb),
    gatherCpuMs: { mean: Math.round(mean * 100) / 100, p50: at(0.5), p90: at(0.9), p99: at(0.99) },
  };
  console.log(JSON.stringify(result));
  results.push(result);
  service.dispose();
}
if (values.write) writeBaseline('context', { gather: results });
