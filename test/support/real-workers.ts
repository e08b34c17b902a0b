import { setTimeout as wait } from 'node:timers/promises';
import type { Uri } from '../../src/core/document.ts';
import { EmbeddedClient } from '../../src/core/embedded/embedded-client.ts';
import type { WorkerName } from '../../src/core/host.ts';
import { DocumentSecrets } from '../../src/core/privacy/document-secrets.ts';
import { FileRules } from '../../src/core/privacy/file-rules.ts';
import { systemClock } from '../../src/node/clock.ts';
import { uriFromPath } from '../../src/node/file-uris.ts';
import { createNodeFiles } from '../../src/node/files.ts';
import { createSecretScanner } from '../../src/node/secret-scanner.ts';
import { WorkerThreads } from '../../src/node/worker-threads.ts';
import { FakeHost } from './fake-host.ts';

/** Both workers in real threads, on a real folder and a real clock, with an imaginary editor before them. */
export class RealWorkers {
  readonly host = new FakeHost();
  readonly client: EmbeddedClient;
  readonly started: WorkerName[] = [];
  readonly #ports = new Map<WorkerName, { post(message: unknown): void }>();

  constructor(parts: {
    readonly folder: string;
    readonly store: string;
    readonly fileOf?: (name: WorkerName) => string;
  }) {
    const files = createNodeFiles(() => [{ uri: uriFromPath(parts.folder), name: 'work' }]);
    const data = { indexLocation: parts.store };
    const threads = new WorkerThreads({ log: this.host.log, data, ...(parts.fileOf && { fileOf: parts.fileOf }) });
    Object.assign(this.host, {
      clock: systemClock,
      files,
      secretScanner: createSecretScanner(),
      startWorker: (name: WorkerName) => {
        const worker = threads.start(name);
        this.started.push(name);
        this.#ports.set(name, worker.port);
        return worker;
      },
    });
    const rules = new FileRules({ files, log: this.host.log });
    const secrets = new DocumentSecrets(this.host.secretScanner);
    this.client = new EmbeddedClient({ host: this.host, secrets, verdict: (uri) => rules.load(uri) });
  }

  start(coreShare = 0.25): void {
    this.client.configure({ indexScope: 'workspace', excludeGlobs: [], coreShare });
    this.client.start();
  }

  /** Takes the worker away as a crash would; only with files of `mortalWorkers`. */
  kill(name: WorkerName): void {
    this.#ports.get(name)?.post('die');
  }

  async untilUpToDate(): Promise<void> {
    for (;;) {
      const { background } = await this.client.statistics();
      if (background?.state === 'idle' && background.files > 0) return;
      await wait(20);
    }
  }

  /** What is completed at the end of a new document; undefined where nothing is. */
  async complete(name: string, text: string): Promise<string | undefined> {
    const uri = `file:///elsewhere/${name}` as Uri;
    const { version } = this.host.documents.get(uri) ?? this.host.documents.open(uri, text, 'ruby');
    const answer = await this.client.complete({ uri, version, offset: text.length, purpose: 'alone', maxLines: 1 });
    return answer?.text;
  }

  dispose(): void {
    this.client.dispose();
  }
}
