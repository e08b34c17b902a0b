import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import type { MessagePort } from '../base/rpc.ts';
import type { DocumentChange, DocumentSnapshot, Position, Uri } from './document.ts';

/** What the core asks of its surroundings: an editor, a console, a benchmark with a virtual clock, later a server. */
export interface Host {
  readonly clock: Clock;
  readonly log: Log;
  readonly transport: Transport;
  /** The Mistral SDK, behind the host because it needs Node's types and weighs 25 ms to load. */
  readonly mistral: MistralFim;
  readonly storage: Storage;
  readonly documents: Documents;
  readonly files: Files;
  readonly secrets: Secrets;
  /** Finds secret values in text. Behind the host because the rules' library needs Node. */
  readonly secretScanner: SecretScanner;
  /** Starts one of the two workers anew; the caller owns it. */
  startWorker(name: WorkerName): Worker;
  /** A random id of 128 bits, as 32 hexadecimal digits. */
  randomId(): string;
  /** Uniform in [0, 1). */
  random(): number;
  /**
   * Has the editor ask again at a place where it already has an answer, without an empty frame. Absent where that isn't
   * known to work; the engine must do well without.
   */
  readonly refresh?: ((place: RefreshPlace) => void) | undefined;
  /** Gets each decision as one line of JSON without source text; for tests, which wait for it instead of sleeping. */
  readonly decisionSink?: (line: string) => void;
  /** Gets each event in a suggestion's life, and its ending, likewise: for the test that compares them with the truth. */
  readonly lifeSink?: (line: string) => void;
}

export interface RefreshPlace {
  readonly uri: Uri;
  readonly version: number;
  readonly position: Position;
  /** No ghost text is there: none has to be kept until the answer, and the editor may ask at once. */
  readonly isEmpty: boolean;
}

export interface Clock {
  /** Milliseconds since 1970, as the user's calendar has it; may jump. */
  now(): number;
  /** Milliseconds since any fixed point; never goes back. For durations. */
  monotonicMs(): number;
  setTimer(delayMs: number, callback: () => void): Disposable;
}

/** Facts for a log line. Never source text, paths or keys. */
export type LogData = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  trace(message: string, data?: LogData): void;
  debug(message: string, data?: LogData): void;
  info(message: string, data?: LogData): void;
  warn(message: string, data?: LogData): void;
  error(message: string, data?: LogData): void;
  /** A log whose lines carry `name` as their origin. */
  child(name: string): Log;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'HEAD';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** To the connection's end: beyond it the request fails as unreachable. */
  readonly connectTimeoutMs: number;
}

export interface HttpResponse {
  readonly status: number;
  /** By lower-case name. */
  header(name: string): string | undefined;
  /** The body's bytes as they arrive. Leaving the loop early, or aborting, closes the stream at once. */
  readonly body: AsyncIterable<Uint8Array>;
  /** `h2` where aborting is free; on `h1` an abort costs the connection. */
  readonly protocol: 'h1' | 'h2';
}

/**
 * HTTP without redirects, retries or error statuses as exceptions. Rejects with a `TransportError` (by `kind`), or with
 * an `AbortError` once the signal has aborted.
 */
export interface Transport {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  /** Opens a connection to the URL's origin ahead of need; failures are silent. */
  prewarm(url: string): void;
}

/** Why no HTTP response came. Told apart by `kind`, since bundles don't share classes. */
export interface TransportError {
  readonly kind: 'transport-error';
  readonly cause: 'refused' | 'timeout' | 'name-not-found' | 'certificate' | 'proxy' | 'reset' | 'bad-url' | 'other';
  /** The system's own word, such as `ECONNREFUSED`. */
  readonly code?: string;
  readonly message: string;
}

/**
 * The SDK's fill-in-the-middle function, reduced to what it knows: how Mistral's request is built and what its events
 * mean. Sending, statuses, framing, errors inside the stream and its end are the caller's.
 */
export interface MistralFim {
  /**
   * Fails with what `call.send` (or the loop over its events) threw, unchanged; with a `MistralEventError` where an event
   * isn't one of Mistral's; with an `AbortError` once the signal has aborted. Leaving the loop early ends the events' loop.
   */
  stream(call: MistralFimCall, signal: AbortSignal): AsyncIterable<MistralFimEvent>;
  /** Loads the SDK ahead of need; failures are silent. */
  prepare(): void;
}

export interface MistralFimCall {
  /** What stands before `/v1/fim/completions`. */
  readonly serverUrl: string;
  /** Empty for none. */
  readonly apiKey: string;
  readonly request: MistralFimRequest;
  /** Sends the request and gives the data of each event: one JSON text apiece, in order, without `[DONE]`. */
  readonly send: (
    request: Omit<HttpRequest, 'connectTimeoutMs'>,
    signal: AbortSignal,
  ) => Promise<AsyncIterable<string>>;
}

export interface MistralFimRequest {
  readonly model: string;
  readonly prompt: string;
  readonly suffix: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly stop: readonly string[];
  readonly promptCacheKey?: string;
}

export interface MistralFimEvent {
  /** What came with this event: empty in the first and the last one. Chunk lists are joined, null is empty. */
  readonly text: string;
  /** As the service spells it: `stop`, `length`, `error`, …; null before the end. */
  readonly finishReason: string | null;
  readonly model: string;
  readonly usage?: {
    readonly promptTokens: number;
    readonly completionTokens: number;
    readonly cachedPromptTokens: number;
  };
}

export interface MistralEventError {
  readonly kind: 'mistral-event-error';
  readonly message: string;
}

/**
 * Several editor windows run at once, each a process. A process appends to files of its own; reading sees everybody's.
 * Names are plain words; the host decides where they lie.
 */
export interface Storage {
  readonly processId: string;
  /** Appends whole lines to this process's file of that name; resolved once they are handed to the system. */
  append(name: string, lines: readonly string[]): Promise<void>;
  /** Every process's file of that name. */
  readAll(name: string): Promise<readonly ProcessFile[]>;
  /** Replaces this process's file of that name, atomically; no lines remove it. */
  replace(name: string, lines: readonly string[]): Promise<void>;
  /** Takes over the files of processes that have ended, under a lock: their lines become this process's. */
  adoptOrphans(name: string): Promise<number>;
  /** A small value that all processes share. */
  readShared(name: string): Promise<string | undefined>;
  /** Changes a shared value under a lock, atomically. */
  updateShared(name: string, update: (before: string | undefined) => string): Promise<string>;
}

export interface ProcessFile {
  readonly processId: string;
  readonly lines: readonly string[];
}

export interface NotebookCell {
  /** Its place among all cells of its notebook, counted from 1. */
  readonly number: number;
  readonly document: DocumentSnapshot;
}

/** The documents that are open in the editor, by the newest version. */
export interface Documents {
  /** Most recently used first. */
  all(): readonly DocumentSnapshot[];
  get(uri: Uri): DocumentSnapshot | undefined;
  /**
   * The code cells around one in its notebook, itself among them, in the notebook's order; none for what is no cell.
   * Absent where there are no notebooks.
   */
  cells?(uri: Uri): readonly NotebookCell[];
  readonly onDidOpen: Event<DocumentSnapshot>;
  readonly onDidChange: Event<DocumentChange>;
  readonly onDidClose: Event<Uri>;
  /** The document that has the focus now, or none. */
  readonly onDidFocus: Event<DocumentSnapshot | undefined>;
}

export interface FileInfo {
  readonly uri: Uri;
  /** A `link` is told, never followed. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/**
 * Files by URI. All calls reject with a {@link FileError}; what lies below a workspace folder by its name and elsewhere
 * by a link is not read (`outside`).
 */
export interface Files {
  /** The folders that are open, most important first. */
  workspaceFolders(): readonly WorkspaceFolder[];
  stat(uri: Uri): Promise<FileInfo>;
  /** Names and kinds of a folder's entries. */
  list(folder: Uri): Promise<readonly FileInfo[]>;
  /** Text with LF line ends. Fails with `too-large` beyond `maxBytes`, with `binary` where it is no text. */
  readText(uri: Uri, maxBytes: number): Promise<string>;
  /** The path below the file's workspace folder, with `/`; undefined outside of all folders. */
  relativePath(uri: Uri): string | undefined;
  /** Where a file lies once links are followed, spelled from its workspace folder where it is in one. Never rejects. */
  realUri(uri: Uri): Promise<Uri>;
}

export interface WorkspaceFolder {
  readonly uri: Uri;
  readonly name: string;
}

export interface FileError {
  readonly kind: 'file-error';
  readonly cause: 'not-found' | 'no-permission' | 'outside' | 'too-large' | 'binary' | 'is-folder' | 'other';
  readonly message: string;
}

/** The user's keys. Values never enter logs or errors. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
  readonly onDidChange: Event<string>;
}

export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  /** The rule that found it, such as `aws` or `entropy`. */
  readonly rule: string;
}

export interface SecretScanner {
  /** Spans in ascending order, not overlapping. */
  scan(text: string): Promise<readonly SecretSpan[]>;
}

export type WorkerName = 'interactive' | 'background';

export interface Worker extends Disposable {
  readonly port: MessagePort;
  /** The worker ended without having been disposed of. */
  readonly onDidExit: Event<{ readonly reason: string }>;
}
