import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Remote } from '../base/rpc.ts';
import { isInSkippedFolder, walkFiles } from './context/file-walk.ts';
import { languageOfPath } from './context/languages.ts';
import { dependenciesOf, isManifest } from './context/manifests.ts';
import { namesUsedIn } from './context/name-set.ts';
import { Pacer } from './context/pacer.ts';
import { packOutline } from './context/packed-outline.ts';
import { isReadable, maxSourceBytes, outlineFile, withoutSecrets } from './context/source-file.ts';
import type { Grammars } from './context/syntax/syntax-tree.ts';
import type { Uri } from './document.ts';
import type { Clock, FileInfo, Files, Log, SecretScanner, SecretSpan } from './host.ts';
import { DocumentSecrets } from './privacy/document-secrets.ts';
import { FileRules } from './privacy/file-rules.ts';
import type { BackgroundSettings, BackgroundWorker, IndexedFile, InteractiveIndex } from './protocol.ts';
import type { SliceFile } from './embedded/index-slice.ts';
import { SliceFeed } from './slice-feed.ts';

/** How much is indexed, by `midfill.embedded.index`. */
const bounds = {
  open: { files: 0, bytes: 0 },
  nearby: { files: 2000, bytes: 20_000_000 },
  workspace: { files: 10_000, bytes: 50_000_000 },
} as const;

/** Files go over in batches: large enough that messages cost little, small enough that none blocks the other thread. */
const batchFiles = 8;
const batchCharacters = 150_000;
/** Of source code, on the average over languages. */
const charactersPerToken = 4;

/** A file as it was when it was last read; one that is not for the index is kept too, so as not to be read again. */
interface KnownFile {
  readonly modifiedMs: number;
  readonly sizeBytes: number;
  readonly isIndexed: boolean;
}

/** A file that was read, on its way to the other worker. */
interface ReadFile {
  readonly indexed: IndexedFile;
  readonly text: string;
  readonly secrets: readonly SecretSpan[];
}

/**
 * The one walk of the files, beside everything else: reads what may be indexed, prepares it, hands it to the
 * interactive worker, and follows changes. A quarter of a core at most, and nothing once it is done.
 */
export class Indexer implements BackgroundWorker, Disposable {
  readonly #store = new DisposableStore();
  readonly #clock: Clock;
  readonly #files: Files;
  readonly #log: Log;
  readonly #grammars: Grammars;
  readonly #secrets: DocumentSecrets;
  readonly #rules: FileRules;
  readonly #known = new Map<Uri, KnownFile>();
  readonly #slices = new SliceFeed(async (slice) => {
    await this.#index?.addSlice({ slice }).catch(() => {});
  });
  #index: Remote<InteractiveIndex> | undefined;
  #settings: BackgroundSettings | undefined;
  #run: AbortController | undefined;
  /** Work on file events, one after another, so that the last word about a file is the newest. */
  #events: Promise<void> = Promise.resolve();
  #indexedFiles = 0;
  #indexedBytes = 0;
  /** Until the first walk has ended there is one to wait for. */
  #isIndexing = true;

  constructor(parts: {
    readonly clock: Clock;
    readonly files: Files;
    readonly log: Log;
    readonly grammars: Grammars;
    readonly secretScanner: SecretScanner;
  }) {
    this.#clock = parts.clock;
    this.#files = parts.files;
    this.#log = parts.log;
    this.#grammars = parts.grammars;
    this.#secrets = new DocumentSecrets(parts.secretScanner);
    this.#rules = new FileRules({ files: parts.files, log: parts.log });
  }

  /** What the extension host may ask. */
  readonly api: BackgroundWorker = {
    configure: (settings) => this.configure(settings),
    filesChanged: (argument) => this.filesChanged(argument),
    statistics: () => this.statistics(),
  };

  /** The interactive worker is there, for the first time or anew: it gets everything from the start. */
  connect(index: Remote<InteractiveIndex>): void {
    this.#index = index;
    this.#forgetAll();
    void index.startOver(undefined).catch(() => {});
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
    this.#remove(deleted.flatMap((uri) => [uri, ...this.#below(uri)]));
    this.#events = this.#events.then(() => this.#follow(changed, ruleFiles.length > 0)).catch(() => {});
  }

  statistics(): ReturnType<BackgroundWorker['statistics']> {
    return {
      files: this.#indexedFiles,
      tokens: Math.round(this.#indexedBytes / charactersPerToken),
      memoryBytes: 0,
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
    this.#isIndexing = true;
    const startedAt = this.#clock.monotonicMs();
    void this.#walk(settings, run.signal)
      .catch(() => this.#log.warn('The files could not be indexed to the end; the next change tries again.'))
      .then(() => {
        if (this.#run !== run) return;
        this.#isIndexing = false;
        this.#log.info('The index is up to date.', {
          files: this.#indexedFiles,
          bytes: this.#indexedBytes,
          totalMs: Math.round(this.#clock.monotonicMs() - startedAt),
        });
      });
  }

  async #walk(settings: BackgroundSettings, signal: AbortSignal): Promise<void> {
    const limit = bounds[settings.indexScope];
    const pacer = new Pacer(this.#clock, { share: settings.coreShare ?? 0.25, sliceMs: 10 });
    const seen = new Set<Uri>();
    let bytes = 0;
    let batch: ReadFile[] = [];
    const walk = walkFiles({
      files: this.#files,
      rules: this.#rules,
      folders: settings.folders,
      origins: originsOf(settings.openDocuments),
      pacer,
      signal,
    });
    if (limit.files > 0) {
      for await (const { info, path } of walk) {
        if (!(await pacer.turn(signal))) return;
        if (info.sizeBytes > maxSourceBytes) continue;
        if (seen.size >= limit.files || bytes + info.sizeBytes > limit.bytes) break;
        seen.add(info.uri);
        bytes += info.sizeBytes;
        const known = this.#known.get(info.uri);
        if (known?.modifiedMs === info.modifiedMs && known.sizeBytes === info.sizeBytes) continue;
        const file = await this.#read(info, path);
        if (signal.aborted) return;
        this.#note(info, file !== undefined);
        if (file === undefined) continue;
        batch.push(file);
        await this.#slices.add(sliceFile(file));
        if (batch.length >= batchFiles || charactersIn(batch) >= batchCharacters) {
          await this.#send(batch);
          batch = [];
        }
      }
    }
    if (signal.aborted) return;
    await this.#send(batch);
    await this.#slices.flush();
    this.#remove([...this.#known.keys()].filter((uri) => !seen.has(uri)));
  }

  /** Undefined where it is gone, no text, too large or not written for people. A manifest is told on its own. */
  async #read({ uri }: FileInfo, path: string): Promise<ReadFile | undefined> {
    const text = await this.#files.readText(uri, maxSourceBytes).catch(() => undefined);
    if (text === undefined) return undefined;
    if (isManifest(path)) {
      await this.#index?.setManifest({ uri, path, dependencies: dependenciesOf(path, text) }).catch(() => {});
    }
    const languageId = languageOfPath(path);
    if (languageId === undefined || !isReadable(text)) return undefined;
    try {
      const secrets = await this.#secrets.scanText(text);
      const safe = withoutSecrets(text, secrets);
      const outline = packOutline(await outlineFile(this.#grammars, languageId, safe));
      return { indexed: { uri, path, languageId, outline, uses: namesUsedIn(safe) }, text, secrets };
    } catch {
      // Unscanned text is never remembered.
      return undefined;
    }
  }

  /** Remembers what was seen of a file; takes it back from the other side where it is no longer for the index. */
  #note({ uri, modifiedMs, sizeBytes }: FileInfo, isIndexed: boolean): void {
    if (!isIndexed) this.#remove([uri]);
    const before = this.#known.get(uri);
    this.#known.set(uri, { modifiedMs, sizeBytes, isIndexed });
    if (!isIndexed) return;
    this.#indexedFiles += before?.isIndexed === true ? 0 : 1;
    this.#indexedBytes += sizeBytes - (before?.isIndexed === true ? before.sizeBytes : 0);
  }

  async #send(batch: readonly ReadFile[]): Promise<void> {
    if (batch.length === 0) return;
    // Waiting for the answer keeps the other thread's queue short.
    await this.#index?.addFiles({ files: batch.map(({ indexed }) => indexed) }).catch(() => {});
  }

  #remove(uris: readonly Uri[]): void {
    const indexed: Uri[] = [];
    for (const uri of uris) {
      this.#slices.drop(uri);
      const file = this.#known.get(uri);
      this.#known.delete(uri);
      if (file?.isIndexed !== true) continue;
      this.#indexedFiles -= 1;
      this.#indexedBytes -= file.sizeBytes;
      indexed.push(uri);
    }
    if (indexed.length > 0) void this.#index?.removeFiles({ uris: indexed }).catch(() => {});
  }

  #below(folder: Uri): readonly Uri[] {
    return [...this.#known.keys()].filter((uri) => uri.startsWith(`${folder}/`));
  }

  async #follow(changed: readonly Uri[], haveRulesChanged: boolean): Promise<void> {
    if (haveRulesChanged) {
      const judged = await Promise.all(
        [...this.#known.keys()].map(async (uri) => ({ uri, verdict: await this.#rules.load(uri) })),
      );
      this.#remove(judged.filter(({ verdict }) => !verdict.mayIndex).map(({ uri }) => uri));
    }
    let mustWalk = haveRulesChanged;
    for (const uri of changed) {
      const info = await this.#files.stat(uri).catch(() => undefined);
      if (info === undefined) this.#remove([uri, ...this.#below(uri)]);
      else if (info.kind === 'folder') mustWalk = true;
      else if (info.kind === 'file') await this.#update(info);
    }
    if (mustWalk) this.#start();
  }

  async #update(info: FileInfo): Promise<void> {
    const path = this.#files.relativePath(info.uri);
    const limit = bounds[this.#settings?.indexScope ?? 'open'];
    const isIndexed = this.#known.get(info.uri)?.isIndexed === true;
    if (path === undefined || (!isIndexed && this.#indexedFiles >= limit.files)) return;
    const verdict = await this.#rules.load(info.uri);
    const isWanted = verdict.mayIndex && info.sizeBytes <= maxSourceBytes && !isInSkippedFolder(path);
    const file = isWanted ? await this.#read(info, path) : undefined;
    this.#note(info, file !== undefined);
    if (file === undefined) return;
    await this.#send([file]);
    await this.#slices.update(sliceFile(file), (uri) => this.#readAgain(uri));
  }

  async #readAgain(uri: Uri): Promise<SliceFile | undefined> {
    const path = this.#files.relativePath(uri);
    const info = await this.#files.stat(uri).catch(() => undefined);
    const file = path === undefined || info === undefined ? undefined : await this.#read(info, path);
    return file === undefined ? undefined : sliceFile(file);
  }

  #forgetAll(): void {
    this.#known.clear();
    this.#slices.startOver();
    this.#indexedFiles = 0;
    this.#indexedBytes = 0;
  }
}

function sliceFile({ indexed: { uri, languageId }, text, secrets }: ReadFile): SliceFile {
  return { uri, languageId, text, leaveOut: secrets };
}

function originsOf(documents: readonly Uri[]): readonly Uri[] {
  return [...new Set(documents.map((uri) => uri.slice(0, uri.lastIndexOf('/')) as Uri))];
}

function charactersIn(batch: readonly ReadFile[]): number {
  return batch.reduce((sum, { text }) => sum + text.length, 0);
}
