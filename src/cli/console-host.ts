import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { DocumentChange, DocumentSnapshot, Uri } from '../core/document.ts';
import type { Documents, Host, Secrets } from '../core/host.ts';
import { systemClock } from '../node/clock.ts';
import { uriFromPath } from '../node/file-uris.ts';
import { createNodeFiles } from '../node/files.ts';
import { createLog } from '../node/log.ts';
import { random, randomId } from '../node/random.ts';
import { createSecretScanner } from '../node/secret-scanner.ts';
import { FileStorage } from '../node/storage/file-storage.ts';
import { createMistralFim } from '../node/transport/mistral-fim.ts';
import { createTransport } from '../node/transport/transport.ts';
import { WorkerThreads } from '../node/worker-threads.ts';
import type { Io } from './command.ts';

/** The host without an editor: documents are what the command line names, keys come from the environment. */
export interface ConsoleHost extends Host, Disposable {
  readonly documents: ConsoleDocuments;
}

export function createConsoleHost(io: Io, options: { readonly workspace?: string | undefined } = {}): ConsoleHost {
  const store = new DisposableStore();
  const root = resolve(io.folder, options.workspace ?? '.');
  const folder = { uri: uriFromPath(root), name: root.split(/[/\\]/).findLast((part) => part !== '') ?? 'workspace' };
  const isVerbose = io.environment['MIDFILL_LOG'] !== undefined;
  const log = createLog((_level, line) => {
    if (isVerbose) io.err(`${line}\n`);
  });
  const data = { indexLocation: join(dataFolder(io.environment), 'index') };
  const threads = new WorkerThreads({ log: log.child('workers'), data });
  return {
    clock: systemClock,
    log,
    transport: store.add(
      createTransport({
        environment: io.environment,
        strictCertificates: true,
        systemCertificates: true,
        client: 'own',
      }),
    ),
    mistral: createMistralFim(),
    storage: new FileStorage(dataFolder(io.environment)),
    documents: new ConsoleDocuments(),
    files: createNodeFiles(() => [folder]),
    secrets: noSecrets,
    secretScanner: createSecretScanner(),
    startWorker: (name) => store.add(threads.start(name)),
    randomId,
    random,
    dispose: () => store.dispose(),
  };
}

/** Where the console keeps what it remembers; `MIDFILL_DATA` says otherwise. */
export function dataFolder(environment: Io['environment']): string {
  const named = environment['MIDFILL_DATA'] ?? '';
  if (named !== '') return named;
  const base = environment['XDG_DATA_HOME'] ?? environment['LOCALAPPDATA'] ?? join(homedir(), '.local', 'share');
  return join(base, 'midfill');
}

/** Documents that never change, in the order in which they were opened. */
export class ConsoleDocuments implements Documents {
  readonly #documents = new Map<Uri, DocumentSnapshot>();
  readonly onDidOpen = new Emitter<DocumentSnapshot>().event;
  readonly onDidChange = new Emitter<DocumentChange>().event;
  readonly onDidClose = new Emitter<Uri>().event;
  readonly onDidFocus = new Emitter<DocumentSnapshot | undefined>().event;

  open(document: DocumentSnapshot): void {
    this.#documents.set(document.uri, document);
  }

  all(): readonly DocumentSnapshot[] {
    return [...this.#documents.values()].reverse();
  }

  get(uri: Uri): DocumentSnapshot | undefined {
    return this.#documents.get(uri);
  }
}

/** The console is handed its keys; it stores none. */
const noSecrets: Secrets = {
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  onDidChange: new Emitter<string>().event,
};
