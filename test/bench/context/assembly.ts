import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ContextAssembler } from '../../../src/core/context/assemble.ts';
import { languageOfPath } from '../../../src/core/context/languages.ts';
import { TokenEstimator } from '../../../src/core/context/tokens.ts';
import type { DocumentSnapshot } from '../../../src/core/document.ts';
import type { WorkerName } from '../../../src/core/host.ts';
import { EmbeddedClient } from '../../../src/core/embedded/embedded-client.ts';
import { Consent } from '../../../src/core/privacy/consent.ts';
import { DocumentSecrets } from '../../../src/core/privacy/document-secrets.ts';
import { FileRules } from '../../../src/core/privacy/file-rules.ts';
import { PrivacyGate } from '../../../src/core/privacy/gate.ts';
import { Placeholders } from '../../../src/core/privacy/placeholders.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { uriFromPath } from '../../../src/node/file-uris.ts';
import { createNodeFiles } from '../../../src/node/files.ts';
import { createSecretScanner } from '../../../src/node/secret-scanner.ts';
import { WorkerThreads } from '../../../src/node/worker-threads.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { seeded, shuffled } from './corpus.ts';
import { type Blocks, type Quantiles, quantilesOf, watchBlocks } from './latencies.ts';

export interface AssemblyResult {
  /** In the workspace; the index holds fewer where it stops at its bounds. */
  readonly files: number;
  readonly indexedFiles: number;
  readonly indexMs: number;
  readonly indexTokens: number;
  /** Of the whole process over what it was before the workers started. */
  readonly memoryMb: number;
  /** The extension host's thread while the index is made, after the first second, which is its start. */
  readonly whileIndexing: Blocks;
  /** The same thread while somebody types and prompts are made. */
  readonly whileTyping: Blocks;
  /** A prompt 50 ms after its key, which is when VS Code asks. */
  readonly warm: Latencies;
  /** A prompt in the very turn of its key. */
  readonly atOnce: Latencies;
  /** A prompt in the very turn of an edit in each of the ten documents. */
  readonly afterBurst: Latencies;
  /** How late a timer of 5 ms was between the prompts: what the machine adds, whatever the code. */
  readonly timerLate: Quantiles;
}

interface Latencies {
  readonly count: number;
  readonly assembly: Quantiles;
  /** The privacy gate's part: rules, consent, redaction. */
  readonly seal: Quantiles;
  /** From the question to a prompt that may be sent. */
  readonly both: Quantiles;
  /** Of the extension host's thread: what both cost it, whatever else runs. */
  readonly hostCpu: Quantiles;
  readonly meanHostCpuMs: number;
  /** How many had the worker's own word on this very version. */
  readonly freshShare: number;
}

interface Measured {
  readonly assemblyMs: number;
  readonly sealMs: number;
  readonly cpuMs: number;
  readonly isFresh: boolean;
}

/** The first rounds warm the compilers up, as the first minute of a day does. */
const warmUpRounds = 12;
const editorDelayMs = 50;
const timerMs = 5;
const tabs = 10;
const model = 'bench';
const destination = { locality: 'hosted', origin: 'https://model.example' } as const;

/** Indexes a folder with the real workers, then types in some of its files and makes a prompt after each key. */
export async function measureAssembly(parts: {
  readonly folder: string;
  readonly paths: readonly string[];
  /** Prompts of each kind. */
  readonly count: number;
  /** What indexing may take of a core; as it is shipped where nothing is said. */
  readonly coreShare: number | undefined;
  /** The workers' bundles, as they are shipped. */
  readonly workerFile: (name: WorkerName) => string;
}): Promise<AssemblyResult> {
  const { folder, paths, count, coreShare } = parts;
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
  const consent = new Consent({ storage: host.storage, clock: systemClock, log: host.log, workspace: 'bench' });
  await consent.record(destination.origin, 'granted');
  const gate = new PrivacyGate({
    rules,
    consent,
    secrets,
    placeholders: new Placeholders(),
    documents: host.documents,
    settings: () => ({ remote: 'on', isWorkspaceTrusted: true }),
  });
  const client = new EmbeddedClient({ host, secrets, verdict: (uri) => rules.load(uri) });
  const assembler = new ContextAssembler({
    clock: systemClock,
    tokens: new TokenEstimator(),
    gather: async (query) => {
      const answer = await client.gatherContext(query);
      if (answer !== null) void gate.prepare(answer.snippets);
      return answer;
    },
    pathOf: (uri) => files.relativePath(uri),
    repositoryNameOf: () => 'bench',
  });
  host.documents.onDidChange((change) => {
    secrets.didChange(change);
    assembler.didChange(change);
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
  client.configure({ indexScope: 'workspace', excludeGlobs: [], ...(coreShare !== undefined && { coreShare }) });
  client.start();
  await wait(1000);
  const indexing = watchBlocks();
  let statistics = await client.statistics();
  do {
    await wait(250);
    statistics = await client.statistics();
  } while (statistics.background?.state !== 'idle' || statistics.background.files === 0);
  const indexMs = performance.now() - startedAt;
  const whileIndexing = indexing.stop();
  await wait(3000);
  const memoryMb = (process.memoryUsage().rss - memoryBefore) / 1e6;

  const measure = async (document: DocumentSnapshot, offset: number): Promise<Measured> => {
    const began = performance.now();
    const cpuBefore = process.threadCpuUsage();
    const { draft, record } = await assembler.assemble({
      document,
      offset,
      model,
      limits: { locality: 'hosted', answerTokens: 128 },
      settings: { maxContextTokens: 4096, weights },
    });
    const assembledAt = performance.now();
    const sealed = await gate.seal(draft, destination);
    const sealMs = performance.now() - assembledAt;
    const cpu = process.threadCpuUsage(cpuBefore);
    if (sealed.kind !== 'sendable') throw new Error(`A prompt was refused: ${sealed.reason}.`);
    return {
      assemblyMs: assembledAt - began,
      sealMs,
      cpuMs: (cpu.user + cpu.system) / 1000,
      isFresh: record.gathered === 'fresh',
    };
  };
  const typeAt = (before: DocumentSnapshot, offset: number, text: string): DocumentSnapshot =>
    host.documents.edit(before.uri, [{ offset, deletedLength: 0, insertedText: text }]);
  const measured = { warm: [] as Measured[], atOnce: [] as Measured[], afterBurst: [] as Measured[] };
  const timerLate: number[] = [];
  let typing: ReturnType<typeof watchBlocks> | undefined;
  for (let round = -warmUpRounds; measured.warm.length + measured.atOnce.length < 2 * count; round += 1) {
    if (round === 0) typing = watchBlocks();
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
      const one = await measure(document, offset);
      const began = performance.now();
      await wait(timerMs);
      if (round < 0) continue;
      measured[isWarm ? 'warm' : 'atOnce'].push(one);
      timerLate.push(performance.now() - began - timerMs);
    }
    for (const other of documents) {
      const now = host.documents.get(other.uri);
      if (now !== undefined) typeAt(now, 0, `// note ${round}\n`);
    }
    document = host.documents.get(document.uri) ?? document;
    const one = await measure(document, Math.min(document.text.length, offset + 10));
    if (round >= 0) measured.afterBurst.push(one);
    await wait(200);
  }
  const whileTyping = typing?.stop() ?? whileIndexing;
  client.dispose();
  return {
    files: paths.length,
    indexedFiles: statistics.background?.files ?? 0,
    indexMs: Math.round(indexMs),
    indexTokens: statistics.interactive?.tokens ?? 0,
    memoryMb: Math.round(memoryMb),
    whileIndexing,
    whileTyping,
    warm: summarize(measured.warm),
    atOnce: summarize(measured.atOnce),
    afterBurst: summarize(measured.afterBurst),
    timerLate: quantilesOf(timerLate),
  };
}

const typed = ' value.total(items) + other_name';
/** One object, as the settings have it. */
const weights = {};

function summarize(measured: readonly Measured[]): Latencies {
  const { length: count } = measured;
  const share = (sum: number): number => Math.round((1000 * sum) / Math.max(1, count)) / 1000;
  return {
    count,
    assembly: quantilesOf(measured.map(({ assemblyMs }) => assemblyMs)),
    seal: quantilesOf(measured.map(({ sealMs }) => sealMs)),
    both: quantilesOf(measured.map(({ assemblyMs, sealMs }) => assemblyMs + sealMs)),
    hostCpu: quantilesOf(measured.map(({ cpuMs }) => cpuMs)),
    meanHostCpuMs: share(measured.reduce((sum, { cpuMs }) => sum + cpuMs, 0)),
    freshShare: share(measured.filter(({ isFresh }) => isFresh).length),
  };
}
