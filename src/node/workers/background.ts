import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { type Disposable, DisposableSlot, DisposableStore } from '../../base/disposable.ts';
import { connect, serve } from '../../base/rpc.ts';
import { Indexer } from '../../core/workers/background-worker.ts';
import type { Uri } from '../../core/document.ts';
import { type OpenIndexSegments, noIndexSegments } from '../../core/workers/index-store.ts';
import type { BackgroundWorker } from '../../core/protocol.ts';
import { type InteractiveIndex, movedToIndex } from '../../core/workers/index-protocol.ts';
import { systemClock } from '../clock.ts';
import { createNodeFiles } from '../files.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { createGrammars, grammarsFolder } from '../grammars.ts';
import { createSecretScanner } from '../secret-scanner.ts';
import { openIndexFolder } from '../storage/index-folder.ts';
import { toMessagePort } from '../thread-port.ts';
import { onWorkerLink } from '../worker-link.ts';
import { createWorkerLog } from '../worker-log.ts';
import { heapBytes } from './thread-memory.ts';

if (parentPort === null) throw new Error('This file is the start of a worker thread.');

/** By then the last of what was read has gone its way. What a parser held needs a second time. */
const collectAfterMs = [1000, 2000];

let folders: readonly { readonly uri: Uri; readonly name: string }[] = [];
const grammars = createGrammars(grammarsFolder(workerData, import.meta.url));
const indexer = new Indexer({
  clock: systemClock,
  files: createNodeFiles(() => folders),
  log: createWorkerLog(parentPort),
  grammars,
  secretScanner: createSecretScanner(),
  openSegments: openSegments(workerData),
  onIdle: () => {
    grammars.release();
    for (const delayMs of collectAfterMs) setTimeout(collectGarbage, delayMs);
  },
});
const api: BackgroundWorker = {
  configure: (settings) => {
    folders = settings.folders.map((uri) => ({ uri, name: uri.slice(uri.lastIndexOf('/') + 1) }));
    indexer.configure(settings);
  },
  filesChanged: (argument) => indexer.filesChanged(argument),
  statistics: () => ({ ...indexer.statistics(), memoryBytes: heapBytes() }),
};
const link = new DisposableSlot<Disposable>();

serve(toMessagePort(parentPort), api);
onWorkerLink(parentPort, (other) => {
  const store = new DisposableStore();
  indexer.connect(store.add(connect<InteractiveIndex>(other, movedToIndex)).api);
  link.value = store;
});

/** Where the index is kept between sessions, as the worker was told; an update of this bundle makes it anew. */
function openSegments(data: unknown): OpenIndexSegments {
  if (typeof data !== 'object' || data === null || !('indexLocation' in data)) return () => noIndexSegments;
  return openIndexFolder(String(data.indexLocation), readFileSync(fileURLToPath(import.meta.url), 'utf8'));
}
