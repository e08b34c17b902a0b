import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ContextAssembler } from '../../../src/core/context/assemble.ts';
import { languageOfPath } from '../../../src/core/context/languages.ts';
import { TokenEstimator } from '../../../src/core/context/tokens.ts';
import type { DocumentSnapshot } from '../../../src/core/document.ts';
import type { WorkerName } from '../../../src/core/host.ts';
import { EmbeddedClient } from '../../../src/core/embedded/embedded-client.ts';
import { DocumentSecrets } from '../../../src/core/privacy/document-secrets.ts';
import { FileRules } from '../../../src/core/privacy/file-rules.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { uriFromPath } from '../../../src/node/file-uris.ts';
import { createNodeFiles } from '../../../src/node/files.ts';
import { createSecretScanner } from '../../../src/node/secret-scanner.ts';
import { WorkerThreads } from '../../../src/node/worker-threads.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { seeded, shuffled } from './corpus.ts';

export interface AssemblyResult {
  /** In the workspace; the index holds fewer where it stops at its bounds. */
  readonly files: number;
  readonly indexedFiles: number;
  readonly indexMs: number;
  readonly indexTokens: number;
  /** Of the whole process over what it was before the workers started. */
  readonly memoryMb: number;
  /** The extension host's thread while the index is made, after the first second, which is its start. */
  readonly whileIndexing: HostBlocks;
  /** A prompt 50 ms after its key, which is when VS Code asks. */
  readonly warm: Latencies;
  /** A prompt in the very turn of its key. */
  readonly atOnce: Latencies;
  /** A prompt in the very turn of an edit in each of the ten documents. */
  readonly afterBurst: Latencies;
  /** How late a timer of 5 ms was in the same minutes: what the machine adds, whatever the code. */
  readonly timerLate: { readonly p50: number; readonly p99: number; readonly most: number };
}

interface HostBlocks {
  /** Processor time between two turns of a 1 ms timer: other processes don't count, nor does waiting. */
  readonly mostCpuMs: number;
  /** By the clock, between turns of the same timer: the machine's other work counts. */
  readonly p99Ms: number;
  readonly mostMs: number;
}

interface Latencies {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** Of the extension host's thread: what an assembly costs it, whatever else runs. */
  readonly hostCpuP99: number;
  /** How many had the worker's own word on this very version. */
  readonly freshShare: number;
}

interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  readonly isFresh: boolean;
}

/** The first rounds warm the compilers up, as the first minute of a day does. */
const warmUpRounds = 12;
const editorDelayMs = 50;
const tabs = 10;
const model = 'bench';

/** Indexes a folder with the real workers, then types in some of its files and assembles after each key. */
export async function measureAssembly(parts: {
  readonly folder: string;
  readonly paths: readonly string[];
  /** Prompts of each kind. */
  readonly count: number;
  /** The workers' bundles, as they are shipped. */
  readonly workerFile: (name: WorkerName) => string;
}): Promise<AssemblyResult> {
  const { folder, paths, count } = parts;
  const random = seeded(7);
  const host = new FakeHost();
  const files = createNodeFiles(() => [{ uri: uriFromPath(folder), name: 'bench' }]);
  const threads = new WorkerThreads({ log: host.log, fileOf: parts.workerFile });
  const real = {
    clock: systemClock,
    files,
    secretScanner: createSecretScanner(),
    documents: host.documents,
    log: host.log,
    startWorker: (name: WorkerName) => threads.start(name),
  };
  Object.assign(host, real);
  const rules = new FileRules({ files, log: host.log });
  const secrets = new DocumentSecrets(host.secretScanner);
  host.documents.onDidChange((change) => secrets.didChange(change));
  const client = new EmbeddedClient({ host, secrets, verdict: (uri) => rules.load(uri) });
  const assembler = new ContextAssembler({
    clock: systemClock,
    tokens: new TokenEstimator(),
    gather: (query) => client.gatherContext(query),
    pathOf: (uri) => files.relativePath(uri),
    repositoryNameOf: () => 'bench',
  });
  host.documents.onDidChange((change) => assembler.didChange(change));
  const memoryBefore = process.memoryUsage().rss;
  const candidates = shuffled(paths, random).filter((path) => {
    const { length } = readFileSync(join(folder, path));
    return length > 3000 && length < 60_000;
  });
  const documents = candidates.slice(0, tabs).map((path) => {
    const text = readFileSync(join(folder, path), 'utf8').replace(/\r\n?/g, '\n');
    return host.documents.open(uriFromPath(join(folder, path)), text, languageOfPath(path));
  });
  const startedAt = performance.now();
  client.configure({ indexScope: 'workspace', excludeGlobs: [] });
  client.start();
  await wait(1000);
  const blocks = watchBlocks();
  let statistics = await client.statistics();
  do {
    await wait(250);
    statistics = await client.statistics();
  } while (statistics.background?.state !== 'idle' || statistics.background.files === 0);
  const indexMs = performance.now() - startedAt;
  const whileIndexing = blocks.stop();
  await wait(3000);
  const memoryMb = (process.memoryUsage().rss - memoryBefore) / 1e6;

  const assemble = async (document: DocumentSnapshot, offset: number): Promise<Measured> => {
    const began = performance.now();
    const cpuBefore = process.threadCpuUsage();
    const { record } = await assembler.assemble({
      document,
      offset,
      model,
      limits: { locality: 'hosted', answerTokens: 128 },
      settings: { maxContextTokens: 4096, weights: {} },
    });
    const ms = performance.now() - began;
    const cpu = process.threadCpuUsage(cpuBefore);
    return { ms, cpuMs: (cpu.user + cpu.system) / 1000, isFresh: record.gathered === 'fresh' };
  };
  const typeAt = (before: DocumentSnapshot, offset: number, text: string): DocumentSnapshot =>
    host.documents.edit(before.uri, [{ offset, deletedLength: 0, insertedText: text }]);
  const measured = { warm: [] as Measured[], atOnce: [] as Measured[], afterBurst: [] as Measured[] };
  const timerLate: number[] = [];
  const typed = ' value.total(items) + other_name';
  for (let round = -warmUpRounds; measured.warm.length + measured.atOnce.length < 2 * count; round += 1) {
    const uri = documents[(round + warmUpRounds) % documents.length]?.uri;
    let document = uri === undefined ? undefined : host.documents.get(uri);
    if (document === undefined) continue;
    let offset = document.text.indexOf('\n', Math.floor(random() * document.text.length));
    if (offset === -1) offset = document.text.length;
    const isWarm = round % 2 === 0;
    for (const character of typed) {
      document = typeAt(document, offset, character);
      offset += 1;
      if (isWarm) await wait(editorDelayMs);
      const one = await assemble(document, offset);
      if (round >= 0) measured[isWarm ? 'warm' : 'atOnce'].push(one);
      if (isWarm) continue;
      const began = performance.now();
      await wait(5);
      timerLate.push(performance.now() - began - 5);
    }
    for (const other of documents) {
      const now = host.documents.get(other.uri);
      if (now !== undefined) typeAt(now, 0, `// note ${round}\n`);
    }
    document = host.documents.get(document.uri) ?? document;
    const one = await assemble(document, Math.min(document.text.length, offset + 10));
    if (round >= 0) measured.afterBurst.push(one);
    await wait(200);
  }
  client.dispose();
  return {
    files: paths.length,
    indexedFiles: statistics.background?.files ?? 0,
    indexMs: Math.round(indexMs),
    indexTokens: statistics.interactive?.tokens ?? 0,
    memoryMb: Math.round(memoryMb),
    whileIndexing,
    warm: summarize(measured.warm),
    atOnce: summarize(measured.atOnce),
    afterBurst: summarize(measured.afterBurst),
    timerLate: { p50: quantile(timerLate, 0.5), p99: quantile(timerLate, 0.99), most: quantile(timerLate, 1) },
  };
}

/** Watches this thread by a 1 ms timer. */
function watchBlocks(): { stop(): HostBlocks } {
  let mostCpuMs = 0;
  const turns: number[] = [];
  let lastCpu = process.threadCpuUsage();
  let last = performance.now();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(lastCpu);
    mostCpuMs = Math.max(mostCpuMs, (user + system) / 1000);
    turns.push(performance.now() - last);
    lastCpu = process.threadCpuUsage();
    last = performance.now();
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return { mostCpuMs: Math.round(mostCpuMs * 10) / 10, p99Ms: quantile(turns, 0.99), mostMs: quantile(turns, 1) };
    },
  };
}

function summarize(measured: readonly Measured[]): Latencies {
  const milliseconds = measured.map(({ ms }) => ms);
  const cpu = measured.map(({ cpuMs }) => cpuMs);
  const fresh = measured.filter(({ isFresh }) => isFresh).length / Math.max(1, measured.length);
  return {
    count: measured.length,
    p50: quantile(milliseconds, 0.5),
    p99: quantile(milliseconds, 0.99),
    most: quantile(milliseconds, 1),
    hostCpuP99: quantile(cpu, 0.99),
    freshShare: Math.round(fresh * 1000) / 1000,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) * 100) / 100;
}
