import { isPassingTrouble } from '../../base/passing-trouble.ts';
import { errorName } from '../../base/error-name.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Remote } from '../../base/rpc.ts';
import { type WalkedFile, isInSkippedFolder, walkFiles } from '../context/file-walk.ts';
import { GoneFiles } from '../context/gone-files.ts';
import { Pacer } from '../context/pacer.ts';
import { maxSourceBytes } from '../context/source-file.ts';
import type { Grammars } from '../context/syntax/syntax-tree.ts';
import type { Uri } from '../document.ts';
import type { SliceFile } from '../embedded/index-slice.ts';
import type { Clock, FileInfo, Files, Log, SecretScanner } from '../host.ts';
import {
  type FileState,
  IndexStore,
  type Judgement,
  type OpenIndexSegments,
  type PreparedFile,
} from './index-store.ts';
import { KnownFiles } from './known-files.ts';
import { OutlineFeed } from './outline-feed.ts';
import { LaterTry } from './later-try.ts';
import { FilePreparer } from './prepare-file.ts';
import { DocumentSecrets } from '../privacy/document-secrets.ts';
import { FileRules } from '../privacy/file-rules.ts';
import type { BackgroundSettings, BackgroundWorker } from '../protocol.ts';
import type { InteractiveIndex } from './index-protocol.ts';
import { type FileBatch, SliceFeed } from './slice-feed.ts';

/** How much is indexed, by `midfill.embedded.index`. */
const bounds = {
  open: { files: 0, bytes: 0 },
  nearby: { files: 2000, bytes: 20_000_000 },
  workspace: { files: 10_000, bytes: 50_000_000 },
} as const;

/** Of source code, on the average over languages. */
const charactersPerToken = 4;
/** A file may change again within the clock tick of its file system: so young, its state tells nothing. */
const youngMs = 2000;

/**
 * The one walk of the files, beside everything else: reads what may be indexed, prepares it, hands it to the
 * interactive worker, keeps it for the next session, and follows changes. A quarter of a core at most, and nothing once
 * it is done.
 */
export class Indexer implements Omit<BackgroundWorker, 'statistics'>, Disposable {
  readonly #store = new DisposableStore();
  /** After a fault the index may say what is no longer so, until it is compared with the files anew. */
  readonly #comparing: LaterTry;
  readonly #clock: Clock;
  readonly #files: Files;
  readonly #log: Log;
  readonly #preparer: FilePreparer;
  readonly #rules: FileRules;
  readonly #openSegments: OpenIndexSegments;
  readonly #onIdle: () => void;
  readonly #known = new KnownFiles();
  readonly #gone = new GoneFiles();
  #walking: Promise<void> = Promise.resolve();
  /** The other worker may have something that it shouldn't, or lack something. */
  #mustStartOver = false;
  readonly #slices = new SliceFeed((batch) => this.#hand(batch));
  readonly #outlines = new OutlineFeed((files) => this.#tell((index) => index.addFiles({ files })));
  #stored: { readonly workspace: string; readonly index: IndexStore } | undefined;
  #index: Remote<InteractiveIndex> | undefined;
  #settings: BackgroundSettings | undefined;
  #run: AbortController | undefined;
  /** Work on file events, one after another, so that the last word about a file is the newest. */
  #events: Promise<void> = Promise.resolve();
  /** Until the first walk has ended there is one to wait for. */
  #isIndexing = true;

  constructor(parts: {
    readonly clock: Clock;
    readonly files: Files;
    readonly log: Log;
    readonly grammars: Grammars;
    readonly secretScanner: SecretScanner;
    readonly openSegments: OpenIndexSegments;
    /** A walk has ended, and there is nothing to do until files change. */
    readonly onIdle?: () => void;
  }) {
    this.#clock = parts.clock;
    this.#files = parts.files;
    this.#log = parts.log;
    this.#openSegments = parts.openSegments;
    this.#onIdle = parts.onIdle ?? ((): void => {});
    this.#comparing = this.#store.add(new LaterTry({ ...parts, run: () => this.#start() }));
    const onTrouble = (error: unknown): void => this.#comparing.schedule('A file could not be read.', error);
    this.#preparer = new FilePreparer({ ...parts, onTrouble, secrets: new DocumentSecrets(parts.secretScanner) });
    this.#rules = new FileRules({ files: parts.files, log: parts.log, followsLinks: false, onTrouble });
  }

  /** The interactive worker is there, for the first time or anew: it gets everything from the start. */
  connect(index: Remote<InteractiveIndex>): void {
    this.#index = index;
    this.#startOver();
    this.#start();
  }

  configure(settings: BackgroundSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    const isSame = (a: readonly string[], b: readonly string[] = []): boolean => a.join('\n') === b.join('\n');
    if (!isSame(settings.excludeGlobs, before?.excludeGlobs)) this.#rules.setExcludes(settings.excludeGlobs);
    const foldersNow = originsOf(settings.openDocuments).toSorted();
    const isCovered =
      settings.indexScope === before?.indexScope &&
      isSame(settings.folders, before.folders) &&
      isSame(settings.excludeGlobs, before.excludeGlobs) &&
      // What lies elsewhere in the workspace is there already; only `nearby` depends on where the user is.
      (settings.indexScope !== 'nearby' || isSame(foldersNow, originsOf(before.openDocuments).toSorted()));
    if (!isCovered) this.#start();
  }

  filesChanged({ changed, deleted }: { readonly changed: readonly Uri[]; readonly deleted: readonly Uri[] }): void {
    const ruleFiles = [...changed, ...deleted].filter((uri) => /\/\.(git|midfill)ignore$/.test(uri));
    for (const uri of ruleFiles) this.#rules.didChange(uri);
    for (const uri of deleted) this.#gone.add(uri);
    for (const uri of changed) this.#gone.delete(uri);
    this.#remove(deleted.flatMap((uri) => [uri, ...this.#known.below(uri)]));
    this.#events = this.#events
      .then(() => this.#follow(changed, ruleFiles.length > 0))
      .catch((error: unknown) => this.#comparing.schedule('Changed files could not be followed.', error));
  }

  /** How much memory that takes is for its thread to say. */
  statistics(): Omit<ReturnType<BackgroundWorker['statistics']>, 'memoryBytes'> {
    return {
      files: this.#known.indexedFiles,
      tokens: Math.round(this.#known.indexedBytes / charactersPerToken),
      state: this.#isIndexing ? 'indexing' : 'idle',
    };
  }

  dispose(): void {
    this.#run?.abort();
    this.#store.dispose();
  }

  #start(): void {
    this.#run?.abort();
    const settings = this.#settings;
    if (settings === undefined || this.#index === undefined) return;
    const run = new AbortController();
    this.#run = run;
    this.#comparing.clear();
    this.#isIndexing = true;
    const startedAt = this.#clock.monotonicMs();
    if (this.#mustStartOver) this.#startOver();
    // One after another: an earlier walk, called off, still has its last step to end.
    this.#walking = this.#walking
      .then(() => this.#walk(settings, run.signal))
      .then(() => {
        if (this.#run !== run || this.#comparing.isDue) return;
        this.#comparing.didSucceed();
        this.#log.info('The index is up to date.', {
          files: this.#known.indexedFiles,
          bytes: this.#known.indexedBytes,
          totalMs: Math.round(this.#clock.monotonicMs() - startedAt),
        });
      })
      .catch((error: unknown) => this.#comparing.schedule('The files could not be indexed to the end.', error))
      .then(() => {
        if (this.#run !== run) return;
        this.#isIndexing = false;
        this.#onIdle();
      });
  }

  async #walk(settings: BackgroundSettings, signal: AbortSignal): Promise<void> {
    const limit = bounds[settings.indexScope];
    const stored = await this.#storeOf(settings.folders);
    const pacer = new Pacer(this.#clock, { share: settings.coreShare ?? 0.25, sliceMs: 10 });
    const seen = new Set<Uri>();
    const missed: Uri[] = [];
    const isMissed = (uri: Uri): boolean => missed.some((folder) => uri.startsWith(`${folder}/`));
    const onDidMiss = (folder: Uri, error: unknown): void => {
      missed.push(folder);
      this.#comparing.schedule('A folder could not be listed.', error);
    };
    if (limit.files === 0) {
      await stored.clear();
      this.#remove(this.#known.uris);
      return;
    }
    stored.beginWalk();
    this.#gone.clear();
    /** Without anything stored, files are read as they are met; else what is stored comes first. */
    const isNew = stored.isEmpty;
    const wanted = new Map<Uri, WalkedFile>();
    let toRead: WalkedFile[] = [];
    let bytes = 0;
    let isWhole = true;
    const { files, folders } = { files: this.#files, ...settings };
    const origins = originsOf(settings.openDocuments);
    for await (const file of walkFiles({ files, rules: this.#rules, folders, origins, pacer, signal, onDidMiss })) {
      if (!(await pacer.turn(signal))) return;
      const { info } = file;
      if (info.sizeBytes > maxSourceBytes) continue;
      isWhole = seen.size < limit.files && bytes + info.sizeBytes <= limit.bytes;
      if (!isWhole) break;
      seen.add(info.uri);
      bytes += info.sizeBytes;
      if (this.#known.isAsBefore(info)) continue;
      if (stored.want(info)) wanted.set(info.uri, file);
      else if (isNew) await this.#take(file);
      else toRead.push(file);
    }
    if (signal.aborted) return;
    for await (const { files: found, slice, lost } of stored.wanted()) {
      if (!(await pacer.turn(signal))) return;
      for (const file of found) if (!this.#gone.has(file.state.uri)) await this.#note(file);
      if (slice !== undefined) await this.#tell((index) => index.addSlice({ slice }));
      toRead = [...lost.flatMap((uri) => wanted.get(uri) ?? []), ...toRead];
    }
    for (const file of toRead) {
      if (!(await pacer.turn(signal))) return;
      await this.#take(file);
    }
    await this.#outlines.flush();
    await this.#slices.flush();
    if (signal.aborted) return;
    this.#remove(this.#known.uris.filter((uri) => !seen.has(uri) && !isMissed(uri)));
    await stored.settle(async (uri): Promise<Judgement> => {
      if (seen.has(uri)) return 'walked';
      return (isWhole && !isMissed(uri)) || !(await this.#rules.load(uri)).mayIndex ? 'gone' : 'not-walked';
    });
  }

  async #storeOf(folders: readonly Uri[]): Promise<IndexStore> {
    const workspace = folders.toSorted().join('\n');
    if (this.#stored?.workspace === workspace) return this.#stored.index;
    const index = new IndexStore(this.#openSegments(workspace), this.#log);
    await index.open();
    this.#stored = { workspace, index };
    return index;
  }

  /** Reads a file of the walk. */
  async #take({ info, path }: WalkedFile): Promise<void> {
    const read = await this.#preparer.read(info.uri, path);
    if (read === undefined || this.#gone.has(info.uri)) {
      this.#remove([info.uri]);
      return;
    }
    const { text, ...content } = read;
    const isYoung = this.#clock.now() - info.modifiedMs < youngMs;
    const file: PreparedFile = { state: stateOf(info), ...content };
    await this.#note(file);
    // What is stored as so young is never what is found.
    await this.#slices.add(isYoung ? { ...file, state: { ...file.state, modifiedMs: -1 } } : file, text);
  }

  /** Remembers what was seen of a file, and has it on its way; or takes it back where it is no longer for the index. */
  async #note({ state, indexed, manifest }: PreparedFile): Promise<void> {
    if (indexed === undefined) this.#remove([state.uri]);
    this.#known.note(state, indexed !== undefined);
    if (manifest !== undefined) await this.#tell((index) => index.setManifest(manifest));
    if (indexed === undefined) return;
    await this.#outlines.add(indexed, state.sizeBytes);
  }

  /** What the walk has read goes to the store and to the other worker, in this order: it is moved, not copied, there. */
  async #hand({ files, slice }: FileBatch): Promise<void> {
    await this.#stored?.index.add(files, slice);
    if (slice !== undefined) await this.#tell((index) => index.addSlice({ slice }));
  }

  /** What the other worker can't take is told anew later, with all else; one that has ended gets all of it anyway. */
  async #tell(say: (index: Remote<InteractiveIndex>) => Promise<void>): Promise<void> {
    const index = this.#index;
    if (index === undefined) return;
    try {
      await say(index);
    } catch (error) {
      if (index !== this.#index || errorName(error) === 'call-error: gone') return;
      this.#mustStartOver = true;
      this.#comparing.schedule('The other worker did not take a part of the index.', error);
    }
  }

  #remove(uris: readonly Uri[]): void {
    const indexed: Uri[] = [];
    for (const uri of uris) {
      this.#slices.drop(uri);
      this.#outlines.drop(uri);
      // The other worker has been told of those alone.
      if (this.#known.forget(uri)) indexed.push(uri);
    }
    if (indexed.length > 0) void this.#tell((index) => index.removeFiles({ uris: indexed }));
  }

  async #follow(changed: readonly Uri[], haveRulesChanged: boolean): Promise<void> {
    if (haveRulesChanged) {
      const judged = await Promise.all(
        this.#known.uris.map(async (uri) => ({ uri, verdict: await this.#rules.load(uri) })),
      );
      this.#remove(judged.filter(({ verdict }) => !verdict.mayIndex).map(({ uri }) => uri));
    }
    let mustWalk = haveRulesChanged;
    for (const uri of changed) {
      const info = await this.#stat(uri);
      if (info === 'unknown') continue;
      if (info === undefined) this.#remove([uri, ...this.#known.below(uri)]);
      else if (info.kind === 'folder') mustWalk = true;
      else if (info.kind === 'file') await this.#update(info);
    }
    if (mustWalk) this.#start();
  }

  async #update(info: FileInfo): Promise<void> {
    const path = this.#files.relativePath(info.uri);
    const limit = bounds[this.#settings?.indexScope ?? 'open'];
    if (path === undefined || (!this.#known.isIndexed(info.uri) && this.#known.indexedFiles >= limit.files)) return;
    const verdict = await this.#rules.load(info.uri);
    const isWanted = verdict.mayIndex && info.sizeBytes <= maxSourceBytes && !isInSkippedFolder(path);
    const read = isWanted ? await this.#preparer.read(info.uri, path) : {};
    if (this.#gone.has(info.uri)) return;
    if (read === undefined) {
      this.#remove([info.uri]);
      return;
    }
    const { text, ...content } = read;
    await this.#note({ state: stateOf(info), ...content });
    await this.#outlines.flush();
    if (text !== undefined) await this.#slices.update(text, (uri) => this.#readText(uri));
  }

  /** Undefined where it is gone; what only failed this time is looked at again later. */
  async #stat(uri: Uri): Promise<FileInfo | 'unknown' | undefined> {
    try {
      return await this.#files.stat(uri);
    } catch (error) {
      if (!isPassingTrouble(error)) return undefined;
      this.#comparing.schedule('A changed file could not be looked at.', error);
      return 'unknown';
    }
  }

  async #readText(uri: Uri): Promise<SliceFile | undefined> {
    const path = this.#files.relativePath(uri);
    return path === undefined ? undefined : (await this.#preparer.read(uri, path))?.text;
  }

  #startOver(): void {
    this.#mustStartOver = false;
    this.#known.clear();
    this.#slices.startOver();
    this.#outlines.startOver();
    void this.#tell((index) => index.startOver(undefined));
  }
}

function stateOf({ uri, modifiedMs, sizeBytes }: FileInfo): FileState {
  return { uri, modifiedMs, sizeBytes };
}

function originsOf(documents: readonly Uri[]): readonly Uri[] {
  return [...new Set(documents.map((uri) => uri.slice(0, uri.lastIndexOf('/')) as Uri))];
}
