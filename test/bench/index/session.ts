import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { languageOfPath } from '../../../src/core/context/languages.ts';
import type { DocumentSnapshot } from '../../../src/core/document.ts';
import type { EmbeddedClient } from '../../../src/core/embedded/embedded-client.ts';
import { uriFromPath } from '../../../src/node/file-uris.ts';
import type { FakeHost } from '../../support/fake-host.ts';
import { RealWorkers } from '../../support/real-workers.ts';

/** What a start came to. Megabytes are those of the whole process over what it had before the workers started. */
export interface SessionFigures {
  readonly files: number;
  readonly tokens: number;
  readonly upToDateMs: number;
  /** Processor time of all threads until the index was up to date. */
  readonly cpuMs: number;
  readonly memoryMb: number;
  readonly mostMemoryMb: number;
  /** What lives on each worker's heap, by its own word; of the interactive one with the slices' buffers. */
  readonly interactiveMb: number;
  readonly backgroundMb: number;
  readonly answerMs: {
    readonly p50: number;
    readonly p99: number;
    readonly shown: number;
    readonly asked: number;
  } | null;
  /** Processor time of all threads in the idle time at the end. */
  readonly idleCpuMs: number;
  readonly idleMs: number;
}

/** One window's life: the packaged workers index a folder, someone types in some files of it, then rests. */
async function run(
  folder: string,
  store: string,
  options: { readonly keys: number; readonly idleMs: number; readonly coreShare: number },
): Promise<SessionFigures> {
  const workers = new RealWorkers({
    folder,
    store,
    fileOf: (name) => join(import.meta.dirname, '../../../dist', `${name}-worker.cjs`),
  });
  const { host, client } = workers;
  const paths = readdirSync(folder, { recursive: true }).map(String).toSorted();
  const open = paths
    .filter((path) => languageOfPath(path) !== undefined)
    .filter((_path, index) => index % 997 === 0)
    .slice(0, 4)
    .map((path) => {
      const text = readFileSync(join(folder, path), 'utf8').replace(/\r\n?/g, '\n');
      return host.documents.open(uriFromPath(join(folder, path)), text, languageOfPath(path));
    });
  globalThis.gc?.();
  const memoryBefore = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  let mostMemory = 0;
  workers.start(options.coreShare);
  let statistics = await client.statistics();
  do {
    await wait(50);
    mostMemory = Math.max(mostMemory, process.memoryUsage.rss());
    statistics = await client.statistics();
  } while (statistics.background?.state !== 'idle' || statistics.background.files === 0);
  const upToDateMs = performance.now() - startedAt;
  const cpuMs = spent(cpuBefore);
  const answerMs = options.keys === 0 ? null : await type(client, host, open, options.keys);
  // Some ten seconds after the last of it was needed V8 gives memory back, which is work, and done once.
  await wait(20_000);
  const idleFrom = process.cpuUsage();
  await wait(options.idleMs);
  const idleCpuMs = spent(idleFrom);
  statistics = await client.statistics();
  const megabytes = (bytes: number | undefined): number => Math.round((bytes ?? 0) / 1e5) / 10;
  const figures = {
    files: statistics.background?.files ?? 0,
    tokens: statistics.interactive?.tokens ?? 0,
    upToDateMs: Math.round(upToDateMs),
    cpuMs,
    memoryMb: megabytes(process.memoryUsage.rss() - memoryBefore),
    mostMemoryMb: megabytes(mostMemory - memoryBefore),
    interactiveMb: megabytes(statistics.interactive?.memoryBytes),
    backgroundMb: megabytes(statistics.background?.memoryBytes),
    answerMs,
    idleCpuMs,
    idleMs: options.idleMs,
  };
  workers.dispose();
  return figures;
}

/** As much of a file is taken out of its middle, and written again letter by letter. */
const stretch = 400;

/** Writes a stretch of each open file anew, and asks after each key. Nobody has it: an open file stands before its stored self. */
async function type(
  client: EmbeddedClient,
  host: FakeHost,
  open: readonly DocumentSnapshot[],
  keys: number,
): Promise<SessionFigures['answerMs']> {
  const took: number[] = [];
  let shown = 0;
  // The first keys warm the compilers up, as the first minute of a day does.
  const warmUp = 200;
  for (let key = 0; key < keys + warmUp; key += 1) {
    const first = open[Math.floor(key / 100) % open.length];
    if (first === undefined) continue;
    const round = Math.floor(key / 100 / open.length);
    const start = Math.floor((first.text.length * (1 + (round % 4))) / 6);
    const at = start + (key % 100);
    const whole = first.text;
    if (key % 100 === 0) {
      const { text } = host.documents.get(first.uri) ?? first;
      const insertedText = whole.slice(0, start) + whole.slice(start + stretch);
      host.documents.edit(first.uri, [{ offset: 0, deletedLength: text.length, insertedText }]);
      await wait(200);
    }
    const insertedText = whole[at] ?? '\n';
    const { uri, version } = host.documents.edit(first.uri, [{ offset: at, deletedLength: 0, insertedText }]);
    const began = performance.now();
    const answer = await client.complete({ uri, version, offset: at + 1, purpose: 'alone', maxLines: 4 });
    if (key >= warmUp) took.push(performance.now() - began);
    if (answer !== null) shown += 1;
    await wait(5);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): number => Math.round((took[Math.floor(took.length * share)] ?? 0) * 100) / 100;
  return { p50: at(0.5), p99: at(0.99), shown, asked: took.length };
}

function spent(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return Math.round((user + system) / 1000);
}

const [folder = '', store = '', keys = '0', idleMs = '0', coreShare = '0.25'] = process.argv.slice(2);
process.stdout.write(
  JSON.stringify(
    await run(folder, store, { keys: Number(keys), idleMs: Number(idleMs), coreShare: Number(coreShare) }),
  ),
);
