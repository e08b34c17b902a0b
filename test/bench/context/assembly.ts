import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ContextAssembler } from '../../../src/core/context/assemble.ts';
import { languageOfPath } from '../../../src/core/context/languages.ts';
import { TokenEstimator } from '../../../src/core/context/tokens.ts';
import type { DocumentSnapshot } from '../../../src/core/document.ts';
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
  readonly files: number;
  readonly indexMs: number;
  readonly indexTokens: number;
  /** Of the whole process, after a pause, over what it was before the workers started. */
  readonly memoryMb: number;
  /** Processor time of the extension host's thread, after the first second (its start). */
  readonly longestBlockWhileIndexingMs: number;
  readonly warm: Latencies;
  readonly afterBurst: Latencies;
}

interface Latencies {
  readonly p50: number;
  /** Of the extension host's thread: what an assembly costs it, whatever else runs. */
  readonly hostCpuP99: number;
  readonly p99: number;
  readonly most: number;
  /** How many had the worker's own word on this very version. */
  readonly freshShare: number;
}

interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  readonly isFresh: boolean;
}

const tabs = 10;
const model = 'bench';

/** Indexes a folder with the real workers, then types in some of its files and assembles after each key. */
export async function measureAssembly(folder: string, paths: readonly string[], keys: number): Promise<AssemblyResult> {
  const random = seeded(7);
  const host = new FakeHost();
  const files = createNodeFiles(() => [{ uri: uriFromPath(folder), name: 'bench' }]);
  const threads = new WorkerThreads({ log: host.log });
  const parts = {
    clock: systemClock,
    files,
    secretScanner: createSecretScanner(),
    documents: host.documents,
    log: host.log,
    startWorker: (name: 'interactive' | 'background') => threads.start(name),
  };
  Object.assign(host, parts);
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
  const longestBlockWhileIndexingMs = blocks.stop();
  await wait(1000);
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
  const warm: Measured[] = [];
  const afterBurst: Measured[] = [];
  const typed = ' value.total(items) + other_name';
  for (let round = 0; warm.length < keys; round += 1) {
    const uri = documents[round % documents.length]?.uri;
    let document = uri === undefined ? undefined : host.documents.get(uri);
    if (document === undefined) continue;
    let offset = document.text.indexOf('\n', Math.floor(random() * document.text.length));
    if (offset === -1) offset = document.text.length;
    for (const character of typed) {
      document = typeAt(document, offset, character);
      offset += 1;
      const measured = await assemble(document, offset);
      // The first rounds warm the compilers up, as the first minute of a day does.
      if (round >= 20) warm.push(measured);
      await wait(10);
    }
    for (const other of documents) {
      const now = host.documents.get(other.uri);
      if (now !== undefined) typeAt(now, 0, `// note ${round}\n`);
    }
    document = host.documents.get(document.uri) ?? document;
    if (round >= 20) afterBurst.push(await assemble(document, Math.min(document.text.length, offset + 10)));
    await wait(30);
  }
  client.dispose();
  return {
    files: statistics.background?.files ?? 0,
    indexMs: Math.round(indexMs),
    indexTokens: statistics.interactive?.tokens ?? 0,
    memoryMb: Math.round(memoryMb),
    longestBlockWhileIndexingMs,
    warm: summarize(warm),
    afterBurst: summarize(afterBurst),
  };
}

/** The most processor time that this thread used between two turns of a 1 ms timer: other processes don't count. */
function watchBlocks(): { stop(): number } {
  let longest = 0;
  let last = process.threadCpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(last);
    longest = Math.max(longest, (user + system) / 1000);
    last = process.threadCpuUsage();
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return Math.round(longest * 10) / 10;
    },
  };
}

function summarize(measured: readonly Measured[]): Latencies {
  const quantile = (values: readonly number[], share: number): number => {
    const sorted = values.toSorted((a, b) => a - b);
    return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) * 100) / 100;
  };
  const at = (share: number): number =>
    quantile(
      measured.map(({ ms }) => ms),
      share,
    );
  const fresh = measured.filter(({ isFresh }) => isFresh).length / Math.max(1, measured.length);
  const hostCpuP99 = quantile(
    measured.map(({ cpuMs }) => cpuMs),
    0.99,
  );
  return { p50: at(0.5), hostCpuP99, p99: at(0.99), most: at(1), freshShare: Math.round(fresh * 1000) / 1000 };
}
