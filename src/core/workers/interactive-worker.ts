import { type Disposable, DisposableSlot, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { blockInfoAt } from '../context/block-info.ts';
import { ContextGatherer } from '../context/gatherer.ts';
import { namesUsedIn } from '../context/name-set.ts';
import { OpenDocument } from '../context/open-document.ts';
import { outlineByLines } from '../context/outline-lexical.ts';
import { packOutline } from '../context/packed-outline.ts';
import { isReadable, withoutSecrets } from '../context/source-file.ts';
import { SymbolIndex } from '../context/symbol-index.ts';
import { outlineBySyntax } from '../context/syntax/outline-by-syntax.ts';
import type { Grammars, SyntaxParser } from '../context/syntax/syntax-tree.ts';
import type { DocumentEdit, Uri } from '../document.ts';
import { EmbeddedEngine } from '../embedded/embedded-engine.ts';
import type { IndexSlice } from '../embedded/index-slice.ts';
import type { Clock, SecretSpan } from '../host.ts';
import type {
  BlockInfo,
  ContextAnswer,
  ContextQuery,
  DocumentText,
  EmbeddedAnswer,
  EmbeddedQuery,
  HashedOutcome,
  InteractiveWorker,
  Place,
  ProjectManifest,
  WorkerStatistics,
} from '../protocol.ts';
import type { IndexedFile, InteractiveIndex } from './index-protocol.ts';

/** After an edit, parsing waits for the next key this long: keys come first. */
const parseDelayMs = 120;

/** Mirrors the open documents and answers what is asked between two keys. The only user of its thread. */
export class InteractiveService implements InteractiveWorker, Disposable {
  readonly #store = new DisposableStore();
  readonly #clock: Clock;
  readonly #grammars: Grammars;
  readonly #documents = new Map<Uri, OpenDocument>();
  /** Files whose tabs were closed lately. */
  readonly #closed = new Map<Uri, OpenDocument>();
  readonly #parsers = new Map<string, SyntaxParser>();
  readonly #triedGrammars = new Set<string>();
  readonly #index = new SymbolIndex();
  readonly #gatherer: ContextGatherer;
  readonly #engine = new EmbeddedEngine();
  readonly #parseTimer = this.#store.add(new DisposableSlot<Disposable>());
  readonly #toParse = new Set<OpenDocument>();
  #lastUse = 0;

  constructor(parts: { readonly clock: Clock; readonly grammars: Grammars }) {
    this.#clock = parts.clock;
    this.#grammars = parts.grammars;
    this.#gatherer = new ContextGatherer({ clock: parts.clock, index: this.#index });
    this.#store.add(toDisposable(() => this.#documents.forEach((document) => document.dispose())));
  }

  /** What the background worker may ask of this one. */
  readonly index: InteractiveIndex = {
    startOver: () => {
      this.#index.clear();
      this.#gatherer.forgetManifests();
      this.#engine.clearIndex();
      for (const document of this.#documents.values()) {
        this.#indexOpen(document);
        this.#learn(document);
      }
      this.#gatherer.didChangeIndex();
    },
    setManifest: (manifest: ProjectManifest) => this.#gatherer.setManifest(manifest),
    addFiles: ({ files }: { readonly files: readonly IndexedFile[] }) => {
      for (const { uri, path, languageId, outline, uses } of files) {
        // What is open is known better than what lies on disk.
        if (this.#documents.has(uri)) continue;
        this.#index.set({ uri, path, languageId, packed: outline, uses });
      }
      this.#gatherer.didChangeIndex();
    },
    addSlice: ({ slice }: { readonly slice: IndexSlice }) => this.#engine.addSlice(slice),
    removeFiles: ({ uris }: { readonly uris: readonly Uri[] }) => this.#remove(uris),
  };

  /** What the extension host may ask. */
  readonly api: InteractiveWorker = {
    openDocument: (document) => this.openDocument(document),
    changeDocument: (change) => this.changeDocument(change),
    setSecrets: (argument) => this.setSecrets(argument),
    closeDocument: (argument) => this.closeDocument(argument),
    rememberDocument: (document) => this.rememberDocument(document),
    forgetDocument: (argument) => this.forgetDocument(argument),
    removeFiles: (argument) => this.removeFiles(argument),
    focusDocument: (argument) => this.focusDocument(argument),
    complete: (query) => this.complete(query),
    gatherContext: (query) => this.gatherContext(query),
    blockInfo: (place) => this.blockInfo(place),
    learn: (argument) => this.learn(argument),
    statistics: () => this.statistics(),
  };

  openDocument(text: DocumentText): void {
    this.closeDocument(text);
    this.forgetDocument(text);
    const document = new OpenDocument(text, (this.#lastUse += 1));
    this.#documents.set(text.uri, document);
    // Not written for people: mirrored, since edits will come, and otherwise left alone.
    document.isReadable = isReadable(text.text);
    if (!document.isReadable) return;
    void this.#grammars.load(document.languageId).then((parser) => {
      this.#triedGrammars.add(document.languageId);
      if (parser !== undefined) this.#parsers.set(document.languageId, parser);
      this.#parseSoon(document, 0);
    });
  }

  changeDocument(change: {
    readonly uri: Uri;
    readonly version: number;
    readonly edits: readonly DocumentEdit[];
  }): void {
    const document = this.#documents.get(change.uri);
    if (document === undefined) return;
    document.change(change.version, change.edits);
    document.lastUse = this.#lastUse += 1;
    this.#parseSoon(document, parseDelayMs);
  }

  setSecrets(argument: { readonly uri: Uri; readonly version: number; readonly secrets: readonly SecretSpan[] }): void {
    const document = this.#at({ ...argument, offset: 0 });
    if (document === undefined) return;
    document.secrets = argument.secrets;
    this.#parseSoon(document, parseDelayMs);
  }

  closeDocument({ uri }: { readonly uri: Uri }): void {
    const document = this.#documents.get(uri);
    if (document === undefined) return;
    // Its outline stays in the index as it is now, which is what was saved or will be told anew.
    this.#documents.delete(uri);
    this.#toParse.delete(document);
    this.#gatherer.forget(document);
    this.#engine.closeFile(uri);
    document.dispose();
  }

  rememberDocument(text: DocumentText): void {
    if (this.#documents.has(text.uri)) return;
    const lastUse = this.#closed.get(text.uri)?.lastUse ?? (this.#lastUse += 1);
    this.forgetDocument(text);
    this.#closed.set(text.uri, new OpenDocument(text, lastUse));
  }

  forgetDocument({ uri }: { readonly uri: Uri }): void {
    const document = this.#closed.get(uri);
    if (document === undefined) return;
    this.#closed.delete(uri);
    this.#gatherer.forget(document);
  }

  removeFiles({ uris }: { readonly uris: readonly Uri[] }): void {
    for (const uri of this.#closed.keys()) {
      if (uris.some((gone) => uri === gone || uri.startsWith(`${gone}/`))) this.forgetDocument({ uri });
    }
    this.#remove(uris.flatMap((uri) => [uri, ...this.#index.below(uri)]));
  }

  focusDocument({ uri }: { readonly uri: Uri }): void {
    const document = this.#documents.get(uri);
    if (document !== undefined) document.lastUse = this.#lastUse += 1;
  }

  complete(query: EmbeddedQuery): EmbeddedAnswer | null {
    const document = this.#at(query);
    if (document === undefined || !document.isReadable) return null;
    const text = withoutSecrets(document.snapshot.text, document.secrets);
    return this.#engine.complete({
      uri: query.uri,
      languageId: document.languageId,
      prefix: text.slice(0, query.offset),
      suffix: text.slice(query.offset),
      purpose: query.purpose,
      maxLines: query.maxLines,
      ...(query.thresholdShift !== undefined && { thresholdShift: query.thresholdShift }),
    });
  }

  gatherContext(query: ContextQuery): ContextAnswer | null {
    const document = this.#at(query);
    if (document === undefined || !document.isReadable) return null;
    // Without its imports a first answer would be half an answer; while the grammar loads there is none.
    if (!document.isOutlined) {
      if (!this.#triedGrammars.has(document.languageId)) return null;
      this.#parse(document);
    }
    return this.#gatherer.gather(document, query, [...this.#documents.values(), ...this.#closed.values()]);
  }

  blockInfo(place: Place): BlockInfo | null {
    const document = this.#at(place);
    if (document === undefined) return null;
    // A stale tree has the edits since marked in it: near enough for the question what the cursor is inside of.
    return blockInfoAt(document.snapshot.text, place.offset, document.staleTree);
  }

  learn({ outcomes, isAll }: { readonly outcomes: readonly HashedOutcome[]; readonly isAll: boolean }): void {
    if (isAll) this.#engine.forgetOutcomes();
    for (const outcome of outcomes) this.#engine.learn(outcome);
  }

  statistics(): WorkerStatistics {
    const { tokens, memoryBytes } = this.#engine.statistics();
    return { files: this.#index.size, tokens, memoryBytes };
  }

  dispose(): void {
    this.#store.dispose();
  }

  #remove(uris: readonly Uri[]): void {
    for (const uri of uris) {
      this.#index.delete(uri);
      this.#engine.removeFile(uri);
    }
    this.#gatherer.didChangeIndex();
  }

  /** The document, where it is there in the version that is asked about. */
  #at({ uri, version }: Place): OpenDocument | undefined {
    const document = this.#documents.get(uri);
    return document?.snapshot.version === version ? document : undefined;
  }

  #parseSoon(document: OpenDocument, delayMs: number): void {
    if (!document.isReadable) return;
    this.#toParse.add(document);
    this.#parseTimer.value = this.#clock.setTimer(delayMs, () => this.#parseNext());
  }

  /** One document at a time, so that questions that came meanwhile are answered in between. */
  #parseNext(): void {
    this.#parseTimer.clear();
    const [document] = [...this.#toParse].toSorted((a, b) => b.lastUse - a.lastUse);
    if (document === undefined) return;
    this.#toParse.delete(document);
    this.#parse(document);
    if (this.#toParse.size > 0) this.#parseTimer.value = this.#clock.setTimer(0, () => this.#parseNext());
  }

  #parse(document: OpenDocument): void {
    const { text, version } = document.snapshot;
    const parser = document.isTooLargeToParse ? undefined : this.#parsers.get(document.languageId);
    const tree = parser?.parse(text, document.staleTree ?? null);
    if (tree !== undefined && tree !== null) document.setTree(tree, version);
    const readable = withoutSecrets(text, document.secrets);
    document.outline =
      document.tree === undefined
        ? outlineByLines(readable.slice(0, 1_000_000))
        : outlineBySyntax(document.languageId, document.tree.rootNode, readable);
    document.isOutlined = true;
    this.#indexOpen(document);
    this.#learn(document);
  }

  /** The engine reads the document at the cursor itself; this is for when the cursor is elsewhere. */
  #learn(document: OpenDocument): void {
    if (!document.mayIndex || !document.isReadable) return;
    this.#engine.setOpenFile({ uri: document.uri, text: withoutSecrets(document.snapshot.text, document.secrets) });
  }

  #indexOpen(document: OpenDocument): void {
    if (!document.mayIndex || document.uri.startsWith('vscode-notebook-cell:')) return;
    const packed = packOutline(document.outline);
    const known = this.#index.get(document.uri);
    if (known?.packed.names === packed.names && known.packed.signatures === packed.signatures) return;
    const { uri, path, languageId } = document;
    this.#index.set({ uri, path, languageId, packed, uses: namesUsedIn(document.snapshot.text) });
    this.#gatherer.didChangeIndex();
  }
}
