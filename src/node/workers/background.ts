import { parentPort, workerData } from 'node:worker_threads';
import { type Disposable, DisposableSlot, DisposableStore } from '../../base/disposable.ts';
import { connect, serve } from '../../base/rpc.ts';
import { Indexer } from '../../core/background-worker.ts';
import type { Uri } from '../../core/document.ts';
import type { Log } from '../../core/host.ts';
import type { BackgroundWorker, InteractiveIndex } from '../../core/protocol.ts';
import { systemClock } from '../clock.ts';
import { createNodeFiles } from '../files.ts';
import { createGrammars, grammarsFolder } from '../grammars.ts';
import { createSecretScanner } from '../secret-scanner.ts';
import { toMessagePort } from '../thread-port.ts';
import { onWorkerLink } from '../worker-link.ts';

if (parentPort === null) throw new Error('This file is the start of a worker thread.');

let folders: readonly { readonly uri: Uri; readonly name: string }[] = [];
/** What goes on here is told by its figures, on request: lines from another thread would come out of order. */
const silent: Log = {
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silent,
};
const indexer = new Indexer({
  clock: systemClock,
  files: createNodeFiles(() => folders),
  log: silent,
  grammars: createGrammars(grammarsFolder(workerData, import.meta.url)),
  secretScanner: createSecretScanner(),
});
const api: BackgroundWorker = {
  configure: (settings) => {
    folders = settings.folders.map((uri) => ({ uri, name: uri.slice(uri.lastIndexOf('/') + 1) }));
    indexer.configure(settings);
  },
  filesChanged: (argument) => indexer.filesChanged(argument),
  statistics: () => indexer.statistics(),
};
const link = new DisposableSlot<Disposable>();

serve(toMessagePort(parentPort), api);
onWorkerLink(parentPort, (other) => {
  const store = new DisposableStore();
  indexer.connect(store.add(connect<InteractiveIndex>(other)).api);
  link.value = store;
});
