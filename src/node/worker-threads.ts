import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker as Thread } from 'node:worker_threads';
import { DisposableStore, toDisposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log, Worker, WorkerName } from '../core/host.ts';
import type { WorkerLink } from './worker-link.ts';
import { toMessagePort } from './thread-port.ts';
import { writeWorkerLine } from './worker-log.ts';

const workerNames: readonly WorkerName[] = ['interactive', 'background'];

/**
 * Starts the two workers and joins them: whenever one starts while the other runs, both get an end of a new channel,
 * so that either may end and be started anew.
 */
export class WorkerThreads {
  readonly #threads = new Map<WorkerName, Thread>();
  readonly #fileOf: (name: WorkerName) => string;
  readonly #data: Readonly<Record<string, string>>;
  readonly #log: Log;

  /** `data` is what the workers' entries find as `workerData`; what they log is written to `log`. */
  constructor(parts: {
    readonly log: Log;
    readonly data?: Readonly<Record<string, string>>;
    readonly fileOf?: (name: WorkerName) => string;
  }) {
    this.#log = parts.log;
    this.#data = parts.data ?? {};
    this.#fileOf = parts.fileOf ?? workerFile;
  }

  start(name: WorkerName): Worker {
    const thread = new Thread(this.#fileOf(name), {
      name: `midfill-${name}`,
      workerData: this.#data,
      // Else short-lived values of the index's making pile up: a small workspace took 45 MB more.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    const store = new DisposableStore();
    const exits = store.add(new Emitter<{ readonly reason: string }>());
    let failure: string | undefined;
    thread.on('error', (error) => (failure = error instanceof Error ? error.message : String(error)));
    thread.on('messageerror', () => {});
    thread.on('message', (message) => writeWorkerLine(message, this.#log.child(name)));
    thread.on('exit', (code) => {
      if (this.#threads.get(name) === thread) this.#threads.delete(name);
      exits.fire({ reason: failure ?? `It ended with code ${code}.` });
    });
    store.add(
      toDisposable(() => {
        if (this.#threads.get(name) === thread) this.#threads.delete(name);
        void thread.terminate();
      }),
    );
    this.#threads.set(name, thread);
    this.#link();
    return { port: toMessagePort(thread), onDidExit: exits.event, dispose: () => store.dispose() };
  }

  #link(): void {
    const threads = workerNames.map((name) => this.#threads.get(name));
    if (threads.includes(undefined)) return;
    const { port1, port2 } = new MessageChannel();
    for (const [index, port] of [port1, port2].entries()) {
      const link: WorkerLink = { kind: 'link', port };
      threads[index]?.postMessage(link, [port]);
    }
  }
}

/** Where a worker's code lies: beside the bundle that this is in, or its source where Node runs sources. */
export function workerFile(name: WorkerName): string {
  const bundled = fileURLToPath(new URL(`./${name}-worker.cjs`, import.meta.url));
  return existsSync(bundled) ? bundled : fileURLToPath(new URL(`./workers/${name}.ts`, import.meta.url));
}
