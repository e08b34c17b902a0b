import { type Disposable, DisposableSlot, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { plainText } from '../../base/plain-text.ts';
import { type DocumentChange, type DocumentSnapshot, type Uri, baseName } from '../document.ts';
import type { Host } from '../host.ts';
import type { DocumentSecrets } from '../privacy/document-secrets.ts';
import type { FileVerdict } from '../privacy/file-rules.ts';
import type {
  BackgroundSettings,
  BackgroundWorker,
  BlockInfo,
  ContextAnswer,
  ContextQuery,
  EmbeddedAnswer,
  EmbeddedOutcome,
  EmbeddedQuery,
  InteractiveWorker,
  Place,
  WorkerStatistics,
} from '../protocol.ts';
import type { Watchdog } from '../supervision/watchdog.ts';
import { WorkerSupervisor } from '../supervision/worker-supervisor.ts';
import { ClosedDocuments } from './closed-documents.ts';
import type { EmbeddedSource } from './embedded-source.ts';
import { OutcomeMemory } from './outcome-memory.ts';

/** Documents beyond this are neither completed in nor learned from; sending them over would only cost memory. */
const maxMirroredCharacters = 1_000_000;
/** Open documents that are mirrored: an editor with more tabs has most of them asleep. */
const maxMirrored = 60;

/** What the workers' side of the product is to know about the workspace and the user's wishes. */
export type WorkerSettings = Omit<BackgroundSettings, 'openDocuments' | 'folders'>;

/** What the interactive worker has of a document. `opening`: its text is on the way, edits need not be told. */
interface Mirrored {
  state: 'opening' | 'open' | 'left-out';
  readonly languageId: string;
  version: number;
  mayIndex: boolean;
}

/** After an edit, secrets are looked for once the user pauses. */
const secretsDelayMs = 400;

/**
 * Both workers as the rest of the core sees them. Mirrors the open documents into the interactive one, tells the
 * background one about files, and brings either back after it ended, with all that it has to know.
 */
export class EmbeddedClient implements EmbeddedSource, Disposable {
  readonly #store = new DisposableStore();
  readonly #host: Host;
  readonly #secrets: DocumentSecrets;
  readonly #verdict: (uri: Uri) => Promise<FileVerdict>;
  readonly #thresholdShift: (languageId: string) => number;
  readonly #interactive: WorkerSupervisor<InteractiveWorker>;
  readonly #background: WorkerSupervisor<BackgroundWorker>;
  readonly #removed = this.#store.add(new Emitter<void>());
  /** Files are gone, or may be by new rules. */
  readonly onDidRemoveFiles = this.#removed.event;
  readonly #mirrored = new Map<Uri, Mirrored>();
  readonly #closed: ClosedDocuments;
  /** Documents whose secrets the worker is to be told anew. */
  readonly #edited = new Set<Uri>();
  readonly #secretsTimer = this.#store.add(new DisposableSlot<Disposable>());
  readonly #outcomes: OutcomeMemory;
  #settings: WorkerSettings = { indexScope: 'nearby', excludeGlobs: [] };

  constructor(parts: {
    readonly host: Host;
    readonly secrets: DocumentSecrets;
    /** The file rules' word on a document. */
    readonly verdict: (uri: Uri) => Promise<FileVerdict>;
    readonly watchdog?: Watchdog;
    /** What this user's acceptance in a language adds to the confidence that showing takes; the engine bounds it. */
    readonly thresholdShift?: (languageId: string) => number;
    /** Whether what becomes of suggestions may be kept between sessions. */
    readonly keepsOutcomes?: () => boolean;
  }) {
    const { host } = parts;
    this.#host = host;
    this.#secrets = parts.secrets;
    this.#verdict = parts.verdict;
    this.#thresholdShift = parts.thresholdShift ?? ((): number => 0);
    const { clock, storage, log } = host;
    this.#outcomes = new OutcomeMemory({ clock, storage, log, mayKeep: parts.keepsOutcomes ?? ((): boolean => false) });
    this.#interactive = this.#store.add(
      new WorkerSupervisor({
        host,
        name: 'interactive',
        onStart: () => this.#tellAll(),
        onFailure: (error) => parts.watchdog?.didFail('embedded-engine', error) ?? 0,
      }),
    );
    this.#background = this.#store.add(
      new WorkerSupervisor({
        host,
        name: 'background',
        onStart: () => this.#configureBackground(),
        onFailure: (error) => parts.watchdog?.didFail('index', error) ?? 0,
      }),
    );
    this.#closed = new ClosedDocuments({
      ...parts,
      files: host.files,
      remember: (document) => void this.#interactive.ask((api) => api.rememberDocument(document)),
      forget: (uri) => void this.#interactive.ask((api) => api.forgetDocument({ uri })),
    });
    const { documents } = host;
    this.#store.add(documents.onDidOpen((document) => this.#open(document)));
    this.#store.add(documents.onDidChange((change) => this.#change(change)));
    this.#store.add(
      documents.onDidClose((uri) => {
        const { state, languageId = '' } = this.#mirrored.get(uri) ?? {};
        this.#close(uri);
        // With scope `open`, what is not open any more doesn't count.
        if (state === 'open' && this.#settings.indexScope !== 'open') this.#closed.didClose(uri, languageId);
      }),
    );
    this.#store.add(documents.onDidFocus((document) => document !== undefined && this.#focus(document)));
  }

  /** Starts the workers; to be called in an idle moment, and again to no effect. */
  start(): void {
    this.#interactive.start();
    this.#background.start();
    void this.#outcomes.recall().then(() => this.#tellOutcomes());
  }

  configure(settings: WorkerSettings): void {
    this.#settings = settings;
    this.#configureBackground();
  }

  /** The workspace's folders, or the rules for its files, have changed. */
  didChangeFolders(): void {
    this.#configureBackground();
  }

  didChangeFiles(argument: { readonly changed: readonly Uri[]; readonly deleted: readonly Uri[] }): void {
    const haveRulesChanged = [...argument.changed, ...argument.deleted].some((uri) => uri.endsWith('ignore'));
    if (argument.deleted.length > 0 || haveRulesChanged) this.#removed.fire();
    if (argument.deleted.length > 0) {
      // Told at once: the background worker, which tells it too, may be in the middle of something.
      void this.#interactive.ask((api) => api.removeFiles({ uris: argument.deleted }));
    }
    void this.#background.ask((api) => api.filesChanged(argument));
    this.#closed.didChangeFiles(argument);
    if (haveRulesChanged) void this.#judgeAgain();
  }

  async complete(query: EmbeddedQuery): Promise<EmbeddedAnswer | null> {
    const languageId = this.#host.documents.get(query.uri)?.languageId ?? '';
    const thresholdShift = this.#thresholdShift(languageId);
    const answer = await this.#interactive.ask((api) => api.complete({ ...query, thresholdShift }));
    // It says what files say, and anybody may have written those.
    return answer === null ? null : { ...answer, text: plainText(answer.text) };
  }

  recordOutcome(outcome: EmbeddedOutcome): void {
    const hashed = this.#outcomes.add(outcome, async () => (await this.#verdict(outcome.uri)).mayIndex);
    void this.#interactive.ask((api) => api.learn({ outcomes: [hashed], isAll: false }));
  }

  /** What was learnt of this user is gone, here and in windows that start later. */
  async forgetOutcomes(): Promise<void> {
    const forgotten = this.#outcomes.forget();
    this.#tellOutcomes();
    await forgotten;
  }

  gatherContext(query: ContextQuery): Promise<ContextAnswer | null> {
    return this.#interactive.ask((api) => api.gatherContext(query));
  }

  blockInfo(place: Place): Promise<BlockInfo | null> {
    return this.#interactive.ask((api) => api.blockInfo(place));
  }

  async statistics(): Promise<{
    readonly interactive: WorkerStatistics | null;
    readonly background: ReturnType<BackgroundWorker['statistics']> | null;
  }> {
    const [interactive, background] = await Promise.all([
      this.#interactive.ask((api) => api.statistics(undefined)),
      this.#background.ask((api) => api.statistics(undefined)),
    ]);
    return { interactive, background };
  }

  dispose(): void {
    this.#store.dispose();
  }

  #configureBackground(): void {
    const folders = this.#host.files.workspaceFolders().map(({ uri }) => uri);
    const openDocuments = [...this.#mirrored.keys()].filter((uri) => uri.startsWith('file:'));
    void this.#background.ask((api) => api.configure({ ...this.#settings, folders, openDocuments }));
  }

  #tellOutcomes(): void {
    void this.#interactive.ask((api) => api.learn({ outcomes: this.#outcomes.all, isAll: true }));
  }

  /** A worker that starts knows nothing: it gets every document from the start, the least used first. */
  #tellAll(): void {
    this.#mirrored.clear();
    this.#closed.clear();
    this.#tellOutcomes();
    for (const document of this.#host.documents.all().slice(0, maxMirrored).toReversed()) this.#open(document);
  }

  #open(document: DocumentSnapshot): void {
    if (this.#interactive.api === undefined || document.text.length > maxMirroredCharacters) return;
    const { uri, languageId, version } = document;
    const mirrored: Mirrored = { state: 'opening', languageId, version, mayIndex: false };
    this.#mirrored.set(uri, mirrored);
    this.#closed.didOpen(uri);
    void this.#send(document, mirrored).catch(() => {
      // What can't be scanned for secrets isn't mirrored; the next opening tries again.
      mirrored.state = 'left-out';
    });
    this.#forgetOldest();
    this.#configureBackground();
  }

  /** Rules have changed: documents that they say something else of now are mirrored anew, or not at all any more. */
  async #judgeAgain(): Promise<void> {
    this.#closed.judgeAgain();
    for (const [uri, mirrored] of this.#mirrored) {
      const { mayIndex, mayRunLocally } = await this.#verdict(uri);
      const document = this.#host.documents.get(uri);
      const isSame = mirrored.state === 'left-out' ? !mayRunLocally : mayRunLocally && mirrored.mayIndex === mayIndex;
      if (isSame || document === undefined || this.#mirrored.get(uri) !== mirrored) continue;
      void this.#interactive.ask((api) => api.closeDocument({ uri }));
      void this.#interactive.ask((api) => api.removeFiles({ uris: [uri] }));
      this.#open(document);
    }
  }

  async #send(document: DocumentSnapshot, mirrored: Mirrored): Promise<void> {
    const { uri } = document;
    const verdict = await this.#verdict(uri);
    let secrets = await this.#secrets.findInTurn(document);
    let newest = document;
    // Edited meanwhile: what is sent is the newest text, and spans that belong to it.
    for (let tries = 0; tries < 5 && this.#host.documents.get(uri)?.version !== newest.version; tries += 1) {
      newest = this.#host.documents.get(uri) ?? newest;
      secrets = await this.#secrets.find(newest);
    }
    if (this.#mirrored.get(uri) !== mirrored) return;
    if (!verdict.mayRunLocally) {
      mirrored.state = 'left-out';
      return;
    }
    const { languageId, version, text } = newest;
    const path = this.#host.files.relativePath(uri) ?? baseName(uri);
    mirrored.state = 'open';
    mirrored.version = version;
    mirrored.mayIndex = verdict.mayIndex;
    await this.#interactive.ask((api) =>
      api.openDocument({ uri, languageId, version, text, path, mayIndex: verdict.mayIndex, secrets }),
    );
  }

  #change({ document, versionBefore, edits }: DocumentChange): void {
    const { uri, version } = document;
    const mirrored = this.#mirrored.get(uri);
    if (mirrored?.state === 'opening' || mirrored?.state === 'left-out') return;
    if (mirrored === undefined || mirrored.version !== versionBefore) {
      this.#open(document);
      return;
    }
    mirrored.version = version;
    // At once, and before anybody asks about this version.
    void this.#interactive.ask((api) => api.changeDocument({ uri, version, edits }));
    this.#edited.add(uri);
    this.#secretsTimer.value = this.#host.clock.setTimer(secretsDelayMs, () => {
      for (const edited of this.#edited) void this.#updateSecrets(edited);
      this.#edited.clear();
    });
  }

  async #updateSecrets(uri: Uri): Promise<void> {
    const document = this.#host.documents.get(uri);
    if (document === undefined) return;
    const { version } = document;
    try {
      const secrets = await this.#secrets.findInTurn(document);
      await this.#interactive.ask((api) => api.setSecrets({ uri, version, secrets }));
    } catch {
      // A text that can't be scanned is not to be learned from.
      this.#close(uri);
    }
  }

  #close(uri: Uri): void {
    if (!this.#mirrored.delete(uri)) return;
    void this.#interactive.ask((api) => api.closeDocument({ uri }));
    // What was not saved is gone: the file counts again as it lies on disk.
    this.didChangeFiles({ changed: [uri], deleted: [] });
    this.#configureBackground();
  }

  #focus(document: DocumentSnapshot): void {
    if (!this.#mirrored.has(document.uri)) this.#open(document);
    void this.#interactive.ask((api) => api.focusDocument({ uri: document.uri, position: undefined }));
  }

  #forgetOldest(): void {
    const [oldest] = this.#mirrored.keys();
    if (this.#mirrored.size > maxMirrored && oldest !== undefined) this.#close(oldest);
  }
}
