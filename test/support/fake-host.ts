import { Emitter } from '../../src/base/emitter.ts';
import { createChannel } from '../../src/base/rpc.ts';
import {
  type DocumentChange,
  type DocumentEdit,
  type DocumentSnapshot,
  type Uri,
  applyEdits,
  createSnapshot,
} from '../../src/core/document.ts';
import type {
  FileError,
  FileInfo,
  Files,
  Host,
  HttpRequest,
  HttpResponse,
  Log,
  LogData,
  MistralFim,
  RefreshPlace,
  SecretSpan,
  Worker,
  WorkerName,
} from '../../src/core/host.ts';
import type { MessagePort } from '../../src/base/rpc.ts';
import { relativePathBelow } from '../../src/node/file-uris.ts';
import { FakeClock } from './fake-clock.ts';
import { MemoryStorage } from './memory-storage.ts';

export interface LogLine {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  readonly origin: string;
  readonly message: string;
  readonly data: LogData | undefined;
}

/** Runs a worker's code on the other end of its port, in this thread. */
export type StartFakeWorker = (name: WorkerName, port: MessagePort) => { dispose(): void };

/** A host in memory: a clock that stands still, documents and files that tests write, and a record of what was asked. */
export class FakeHost implements Host {
  readonly clock: FakeClock;
  readonly logLines: LogLine[] = [];
  readonly log: Log = this.#createLog('');
  readonly storage: MemoryStorage;
  readonly documents = new FakeDocuments();
  readonly files = new FakeFiles();
  readonly secrets = new FakeSecrets();
  readonly secretScanner = {
    scan: (text: string): Promise<readonly SecretSpan[]> => Promise.resolve(this.findSecrets(text)),
  };
  readonly requests: HttpRequest[] = [];
  readonly refreshes: RefreshPlace[] = [];
  readonly decisions: string[] = [];
  /** Tests replace it: where a fake host finds secrets. */
  findSecrets: (text: string) => readonly SecretSpan[] = () => [];
  /** Tests replace it: answers HTTP requests. */
  respond: (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse> = (request) =>
    Promise.reject(
      Object.assign(new Error(`Nothing answers at ${request.url}.`), { kind: 'transport-error', cause: 'refused' }),
    );
  /** Tests replace it: runs workers in this thread. */
  runWorker: StartFakeWorker = () => ({ dispose: () => {} });
  readonly transport = {
    send: (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
      this.requests.push(request);
      return this.respond(request, signal);
    },
    prewarm: (): void => {},
  };
  /** Tests of Codestral replace it by the real one. */
  mistral: MistralFim = {
    stream: () => {
      throw new Error('This fake host has no Mistral SDK: set `mistral`.');
    },
    prepare: () => {},
  };
  readonly refresh = (place: RefreshPlace): void => void this.refreshes.push(place);
  readonly decisionSink = (line: string): void => void this.decisions.push(line);
  readonly #workers = new Map<
    WorkerName,
    { readonly exits: Emitter<{ readonly reason: string }>; readonly running: { dispose(): void } }
  >();
  #lastId = 0;
  #seed = 1;

  constructor(storage: MemoryStorage = new MemoryStorage('process-1'), clock = new FakeClock()) {
    this.storage = storage;
    this.clock = clock;
  }

  randomId(): string {
    this.#lastId += 1;
    return this.#lastId.toString(16).padStart(32, '0');
  }

  /** Mulberry32, so that runs repeat. */
  random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  startWorker(name: WorkerName): Worker {
    const { left, right } = createChannel();
    const running = this.runWorker(name, right);
    const exits = new Emitter<{ readonly reason: string }>();
    this.#workers.set(name, { exits, running });
    return { port: left, onDidExit: exits.event, dispose: () => running.dispose() };
  }

  /** Has a worker end of its own accord, as one that crashed. */
  exitWorker(name: WorkerName, reason: string): void {
    const worker = this.#workers.get(name);
    worker?.running.dispose();
    worker?.exits.fire({ reason });
  }

  #createLog(origin: string): Log {
    const write =
      (level: LogLine['level']) =>
      (message: string, data?: LogData): void =>
        void this.logLines.push({ level, origin, message, data });
    return {
      trace: write('trace'),
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: (name) => this.#createLog(origin === '' ? name : `${origin}.${name}`),
    };
  }
}

/** The documents of an imaginary editor. */
export class FakeDocuments {
  readonly #documents = new Map<Uri, DocumentSnapshot>();
  readonly #opened = new Emitter<DocumentSnapshot>();
  readonly #changed = new Emitter<DocumentChange>();
  readonly #closed = new Emitter<Uri>();
  readonly #focused = new Emitter<DocumentSnapshot | undefined>();
  readonly onDidOpen = this.#opened.event;
  readonly onDidChange = this.#changed.event;
  readonly onDidClose = this.#closed.event;
  readonly onDidFocus = this.#focused.event;

  all(): readonly DocumentSnapshot[] {
    return [...this.#documents.values()].reverse();
  }

  get(uri: Uri): DocumentSnapshot | undefined {
    return this.#documents.get(uri);
  }

  open(name: string, text: string, languageId = 'typescript'): DocumentSnapshot {
    const uri = (name.includes(':') ? name : `file:///project/${name}`) as Uri;
    const document = createSnapshot({ uri, languageId, version: 1, text });
    this.#documents.set(uri, document);
    this.#opened.fire(document);
    return document;
  }

  edit(uri: Uri, edits: readonly DocumentEdit[], reason: DocumentChange['reason'] = 'edit'): DocumentSnapshot {
    const before = this.#documents.get(uri);
    if (before === undefined) throw new Error(`${uri} is not open.`);
    const document = createSnapshot({ ...before, version: before.version + 1, text: applyEdits(before.text, edits) });
    this.#documents.delete(uri);
    this.#documents.set(uri, document);
    this.#changed.fire({ document, versionBefore: before.version, edits, reason });
    return document;
  }

  close(uri: Uri): void {
    if (this.#documents.delete(uri)) this.#closed.fire(uri);
  }

  focus(uri: Uri | undefined): void {
    this.#focused.fire(uri === undefined ? undefined : this.#documents.get(uri));
  }
}

/** Files below one folder, `file:///project`. */
export class FakeFiles implements Files {
  readonly contents = new Map<string, string>();
  /** When files were last written, where it isn't 0. */
  readonly modified = new Map<string, number>();
  /** Links, by their own URI. */
  readonly links = new Map<string, Uri>();

  workspaceFolders(): readonly { uri: Uri; name: string }[] {
    return [{ uri: 'file:///project' as Uri, name: 'work' }];
  }

  stat(uri: Uri): Promise<FileInfo> {
    const text = this.contents.get(uri);
    if (text === undefined) return Promise.reject(notFound(uri));
    return Promise.resolve({ uri, kind: 'file', sizeBytes: text.length, modifiedMs: this.modified.get(uri) ?? 0 });
  }

  list(folder: Uri): Promise<readonly FileInfo[]> {
    const entries = new Map<string, FileInfo>();
    for (const [uri, text] of this.contents) {
      if (!uri.startsWith(`${folder}/`)) continue;
      const [first = '', ...rest] = uri.slice(folder.length + 1).split('/');
      const kind = rest.length === 0 ? 'file' : 'folder';
      const child = `${folder}/${first}` as Uri;
      entries.set(first, { uri: child, kind, sizeBytes: text.length, modifiedMs: this.modified.get(child) ?? 0 });
    }
    return Promise.resolve([...entries.values()]);
  }

  readText(uri: Uri, maxBytes: number): Promise<string> {
    const text = this.contents.get(uri);
    if (text === undefined) return Promise.reject(notFound(uri));
    if (text.length > maxBytes) return Promise.reject(fileError('too-large', `${uri} is too large.`));
    return Promise.resolve(text);
  }

  realUri(uri: Uri): Promise<Uri> {
    return Promise.resolve(this.links.get(uri) ?? uri);
  }

  relativePath(uri: Uri): string | undefined {
    return relativePathBelow([{ uri: 'file:///project' as Uri }], uri);
  }
}

export class FakeSecrets {
  readonly #values = new Map<string, string>();
  readonly #changed = new Emitter<string>();
  readonly onDidChange = this.#changed.event;

  get(name: string): Promise<string | undefined> {
    return Promise.resolve(this.#values.get(name));
  }

  set(name: string, value: string): Promise<void> {
    this.#values.set(name, value);
    this.#changed.fire(name);
    return Promise.resolve();
  }

  delete(name: string): Promise<void> {
    this.#values.delete(name);
    this.#changed.fire(name);
    return Promise.resolve();
  }
}

function notFound(uri: Uri): Error & FileError {
  return fileError('not-found', `${uri} isn't there.`);
}

function fileError(cause: FileError['cause'], message: string): Error & FileError {
  return Object.assign(new Error(message), { kind: 'file-error' as const, cause });
}
