import { DisposableStore } from '../../src/base/disposable.ts';
import { type MessagePort, connect, createChannel, serve } from '../../src/base/rpc.ts';
import { Indexer } from '../../src/core/background-worker.ts';
import { type Grammars, noGrammars } from '../../src/core/context/syntax/syntax-tree.ts';
import type { WorkerName } from '../../src/core/host.ts';
import { InteractiveService } from '../../src/core/interactive-worker.ts';
import type { InteractiveIndex } from '../../src/core/protocol.ts';
import type { FakeHost } from './fake-host.ts';

/** Both workers of a fake host, in the test's own thread and on its clock, joined as the real ones are. */
export class FakeWorkers {
  readonly started: WorkerName[] = [];
  readonly #host: FakeHost;
  readonly #grammars: Grammars;
  #interactive: InteractiveService | undefined;
  #indexer: Indexer | undefined;

  constructor(host: FakeHost, grammars: Grammars = noGrammars) {
    this.#host = host;
    this.#grammars = grammars;
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
      const indexer = store.add(new Indexer({ clock, files, log, grammars: this.#grammars, secretScanner }));
      store.add(serve(port, indexer.api));
      this.#indexer = indexer;
    }
    if (this.#interactive !== undefined && this.#indexer !== undefined) {
      const { left, right } = createChannel();
      store.add(serve(right, this.#interactive.index));
      this.#indexer.connect(store.add(connect<InteractiveIndex>(left)).api);
    }
    return store;
  }
}
