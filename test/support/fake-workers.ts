import { type Disposable, DisposableSlot, DisposableStore } from '../../src/base/disposable.ts';
import { type MessagePort, connect, createChannel, serve } from '../../src/base/rpc.ts';
import { Indexer } from '../../src/core/workers/background-worker.ts';
import { type Grammars, noGrammars } from '../../src/core/context/syntax/syntax-tree.ts';
import type { WorkerName } from '../../src/core/host.ts';
import { type OpenIndexSegments, noIndexSegments } from '../../src/core/workers/index-store.ts';
import { InteractiveService } from '../../src/core/workers/interactive-worker.ts';
import type { BackgroundWorker } from '../../src/core/protocol.ts';
import { type InteractiveIndex, movedToIndex } from '../../src/core/workers/index-protocol.ts';
import type { FakeHost } from './fake-host.ts';

/** Both workers of a fake host, in the test's own thread and on its clock, joined as the real ones are. */
export class FakeWorkers {
  readonly started: WorkerName[] = [];
  /** Each of these calls of the background worker to the other one fails once. */
  readonly indexFaults = new Set<keyof InteractiveIndex>();
  readonly #host: FakeHost;
  readonly #grammars: Grammars;
  readonly #openSegments: OpenIndexSegments;
  readonly #link = new DisposableSlot<Disposable>();
  #interactive: InteractiveService | undefined;
  #indexer: Indexer | undefined;

  constructor(
    host: FakeHost,
    grammars: Grammars = noGrammars,
    openSegments: OpenIndexSegments = () => noIndexSegments,
  ) {
    this.#host = host;
    this.#grammars = grammars;
    this.#openSegments = openSegments;
    // Assigned rather than overridden: a fake host is told what its workers are.
    Object.assign(host, { runWorker: (name: WorkerName, port: MessagePort) => this.#run(name, port) });
  }

  #run(name: WorkerName, port: MessagePort): { dispose(): void } {
    this.started.push(name);
    const store = new DisposableStore();
    const { clock, files, log, secretScanner } = this.#host;
    if (name === 'interactive') {
      const service = store.add(new InteractiveService({ clock, grammars: this.#grammars }));
      store.add(serve(port, service.api));
      this.#interactive = service;
    } else {
      const indexer = store.add(
        new Indexer({ clock, files, log, secretScanner, grammars: this.#grammars, openSegments: this.#openSegments }),
      );
      const api: BackgroundWorker = {
        configure: (settings) => indexer.configure(settings),
        filesChanged: (argument) => indexer.filesChanged(argument),
        statistics: () => ({ ...indexer.statistics(), memoryBytes: 0 }),
      };
      store.add(serve(port, api));
      this.#indexer = indexer;
    }
    if (this.#interactive !== undefined && this.#indexer !== undefined) {
      const { left, right } = createChannel();
      const link = new DisposableStore();
      link.add(serve(right, this.#faulty(this.#interactive.index)));
      this.#indexer.connect(link.add(connect<InteractiveIndex>(left, movedToIndex)).api);
      this.#link.value = link;
    }
    return store;
  }

  #faulty(index: InteractiveIndex): InteractiveIndex {
    return new Proxy(index, {
      get: (target, name: keyof InteractiveIndex) => {
        if (this.indexFaults.delete(name)) throw new Error(`${name} fails.`);
        return target[name];
      },
    });
  }
}
