import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Emitter } from '../../../src/base/emitter.ts';
import { languageOfPath } from '../../../src/core/context/languages.ts';
import type { DocumentEdit, DocumentSnapshot } from '../../../src/core/document.ts';
import { type Engine, createEngine } from '../../../src/core/engine.ts';
import type { WorkerName } from '../../../src/core/host.ts';
import type { CompletionProvider } from '../../../src/core/providers/provider.ts';
import { type SettingKey, type Settings, readSettings } from '../../../src/core/settings.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { uriFromPath } from '../../../src/node/file-uris.ts';
import { createNodeFiles } from '../../../src/node/files.ts';
import { createSecretScanner } from '../../../src/node/secret-scanner.ts';
import { WorkerThreads } from '../../../src/node/worker-threads.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { fakeMistral } from '../../support/fake-mistral.ts';
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
/** After a burst, until the next: what it left to be done is done by then. */
const burstRestMs = 250;
const origin = 'https://model.example';
const settings: Readonly<Partial<Record<SettingKey, unknown>>> = {
  provider: 'codestral',
  'codestral.baseUrl': origin,
  'codestral.model': 'bench',
  'embedded.index': 'workspace',
};

/** Indexes a folder with the real workers, then types in some of its files and makes a prompt after each key. */
export async function measureAssembly(parts: {
  readonly folder: string;
  readonly paths: readonly string[];
  /** Prompts of each kind; a fifth of that after bursts. */
  readonly count: number;
  /** What indexing may take of a core; as it is shipped where nothing is said. */
  readonly coreShare: number | undefined;
  /** The workers' bundles, as they are shipped. */
  readonly workerFile: (name: WorkerName) => string;
}): Promise<AssemblyResult> {
  const { folder, paths, count, coreShare } = parts;
  const random = seeded(7);
  const host = new FakeHost();
  const engine = createMeasured(host, parts);
  await host.secrets.set('MISTRAL_API_KEY', 'key');
  await engine.consent.record(origin, 'granted');
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
  await engine.start();
  if (coreShare !== undefined) engine.embedded.configure({ indexScope: 'workspace', excludeGlobs: [], coreShare });
  await wait(1000);
  const indexing = watchBlocks();
  let statistics = await engine.embedded.statistics();
  do {
    await wait(250);
    statistics = await engine.embedded.statistics();
  } while (statistics.background?.state !== 'idle' || statistics.background.files === 0);
  const indexMs = performance.now() - startedAt;
  const whileIndexing = indexing.stop();
  await wait(3000);
  const memoryMb = (process.memoryUsage().rss - memoryBefore) / 1e6;

  const provider = engine.providers.get('codestral');
  if (!('destination' in provider)) throw new Error(provider.message);
  const edit = (uri: DocumentSnapshot['uri'], edits: readonly DocumentEdit[]): DocumentSnapshot =>
    host.documents.edit(uri, edits);
  const somewhere = ({ text }: DocumentSnapshot): number => {
    const offset = text.indexOf('\n', Math.floor(random() * text.length));
    return offset === -1 ? text.length : offset;
  };
  const current = (at: number): DocumentSnapshot => {
    const document = host.documents.all().find(({ uri }) => uri === documents[at % documents.length]?.uri);
    if (document === undefined) throw new Error('There are no documents to type in.');
    return document;
  };
  const measured = { warm: [] as Measured[], atOnce: [] as Measured[], afterBurst: [] as Measured[] };
  const timerLate: number[] = [];
  let typing: ReturnType<typeof watchBlocks> | undefined;
  for (let round = -warmUpRounds; measured.warm.length + measured.atOnce.length < 2 * count; round += 1) {
    if (round === 0) typing = watchBlocks();
    let document = current(round + warmUpRounds);
    let offset = somewhere(document);
    const isWarm = round % 2 === 0;
    for (const character of typed) {
      document = edit(document.uri, [{ offset, deletedLength: 0, insertedText: character }]);
      offset += 1;
      if (isWarm) await wait(editorDelayMs);
      const one = await measure(engine, provider, document, offset);
      const began = performance.now();
      await wait(timerMs);
      if (round < 0) continue;
      measured[isWarm ? 'warm' : 'atOnce'].push(one);
      timerLate.push(performance.now() - began - timerMs);
    }
    await wait(200);
  }
  for (let burst = -warmUpRounds; burst < count / 5; burst += 1) {
    const own = current(burst + warmUpRounds);
    const offset = somewhere(own);
    // Somewhere in each, as renaming a thing does, the one at the cursor last.
    for (const { uri } of documents) {
      const other = host.documents.get(uri);
      if (other === undefined || uri === own.uri) continue;
      edit(uri, [{ offset: somewhere(other), deletedLength: 0, insertedText: `\n// note ${burst}` }]);
    }
    const insertedText = '\nconst renamed = total(';
    const document = edit(own.uri, [{ offset, deletedLength: 0, insertedText }]);
    const one = await measure(engine, provider, document, offset + insertedText.length);
    if (burst >= 0) measured.afterBurst.push(one);
    await wait(burstRestMs);
  }
  const whileTyping = typing?.stop() ?? whileIndexing;
  engine.dispose();
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

/** The whole product on an imaginary editor; disk, clock, threads and the look for secrets are the real ones. */
function createMeasured(
  host: FakeHost,
  { folder, workerFile }: { readonly folder: string; readonly workerFile: (name: WorkerName) => string },
): Engine {
  const folders = [{ uri: uriFromPath(folder), name: 'bench' }];
  const threads = new WorkerThreads({ log: host.log, fileOf: workerFile });
  Object.assign(host, {
    clock: systemClock,
    files: createNodeFiles(() => folders),
    secretScanner: createSecretScanner(),
    mistral: fakeMistral,
    startWorker: (name: WorkerName) => threads.start(name),
  });
  return createEngine({
    host,
    settings: { current: readSettings((key) => settings[key]), onDidChange: new Emitter<Settings>().event },
    workspace: 'bench',
    isWorkspaceTrusted: () => true,
    signalEndpoint: () => undefined,
  });
}

async function measure(
  engine: Engine,
  provider: CompletionProvider,
  document: DocumentSnapshot,
  offset: number,
): Promise<Measured> {
  const began = performance.now();
  const cpuBefore = process.threadCpuUsage();
  const { draft, record } = await engine.assemble({ document, offset, provider, isSpeculative: false });
  const assembledAt = performance.now();
  const sealed = await engine.gate.seal(draft, provider.destination);
  const sealMs = performance.now() - assembledAt;
  const cpu = process.threadCpuUsage(cpuBefore);
  if (sealed.kind !== 'sendable') throw new Error(`A prompt was refused: ${sealed.reason}.`);
  return {
    assemblyMs: assembledAt - began,
    sealMs,
    cpuMs: (cpu.user + cpu.system) / 1000,
    isFresh: record.gathered === 'fresh',
  };
}

const typed = ' value.total(items) + other_name';

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
