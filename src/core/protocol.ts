import type { DocumentEdit, Position, Uri } from './document.ts';
import type { SecretSpan } from './host.ts';
import type { ContextSnippet, ContextSourceKind } from './prompt.ts';

/*
 * What the threads say to each other. The extension host calls both workers; the background worker hands index slices
 * to the interactive one over a channel of their own (workers/index-protocol.ts), so that the extension host carries no
 * bulk.
 *
 *   extension host --InteractiveWorker--> interactive worker <--InteractiveIndex-- background worker
 *         '---------------------------BackgroundWorker--------------------------------^
 */

export interface DocumentText {
  readonly uri: Uri;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
  /** Below its workspace folder; a bare name outside of all folders. */
  readonly path: string;
  /** Files that may not even be indexed are opened with `false`: they are parsed, never remembered. */
  readonly mayIndex: boolean;
  /** Spans of secret values, in the text of this version; never indexed. */
  readonly secrets: readonly SecretSpan[];
}

/** A place in a version of an open document. The worker answers `null` where it has another version. */
export interface Place {
  readonly uri: Uri;
  readonly version: number;
  readonly offset: number;
}

export interface EmbeddedQuery extends Place {
  /** `alone`: shown as it is. `draft`: shown at once and verified by a model that is slower. */
  readonly purpose: 'alone' | 'draft';
  readonly maxLines: number;
  /** Added to the confidence that showing takes, as this user's acceptance asks for; bounded by the engine. */
  readonly thresholdShift?: number;
}

export interface EmbeddedAnswer {
  /** Inserted at the cursor; LF. */
  readonly text: string;
  /** Calibrated probability that `text` is exactly what comes next. */
  readonly confidence: number;
  readonly source: 'ngram' | 'copy' | 'shape';
  readonly isBlock: boolean;
}

/** What became of an embedded suggestion, for the engine to learn from. */
export interface EmbeddedOutcome {
  readonly uri: Uri;
  readonly languageId: string;
  readonly kind: 'accepted' | 'rejected';
  readonly text: string;
  /** The last characters before the suggestion. */
  readonly prefixTail: string;
}

/** An outcome as it is learnt from and kept: numbers that no text can be read from. */
export interface HashedOutcome {
  /** When it was, in milliseconds since 1970. */
  readonly at: number;
  readonly kind: EmbeddedOutcome['kind'];
  /** Of the file's URI. */
  readonly file: number;
  /** Of the token before the suggestion and its first one. */
  readonly beginning: number;
  /** Of the cursor's line up to each token of the suggestion's first line, the last of which is all of it. */
  readonly lines: readonly number[];
  /** Characters of the line up to the suggestion's end, without its indentation. */
  readonly length: number;
}

export interface ContextQuery extends Place {
  readonly maxTokens: number;
  readonly weights: Readonly<Partial<Record<ContextSourceKind, number>>>;
  /** Characters a token, as calibrated for the model and language. */
  readonly charactersPerToken: number;
}

export interface RankedSnippet extends ContextSnippet {
  readonly score: number;
  readonly tokens: number;
  /** Changes when the text does; for caching and stable order. */
  readonly key: string;
}

export interface ContextAnswer {
  /** Best first. */
  readonly snippets: readonly RankedSnippet[];
  readonly offered: Readonly<Partial<Record<ContextSourceKind, number>>>;
  readonly elapsedMs: number;
}

/** What the syntax tree (or, without one, indentation) says about the block that a place is in. */
export interface BlockInfo {
  /** `empty`: nothing but blanks follows up to the block's end, so a multi-line suggestion fits. */
  readonly kind: 'empty' | 'inside-statement' | 'has-content' | 'unknown';
  /** Blanks that the block's own lines start with. */
  readonly indentation: string;
  readonly isInComment: boolean;
  readonly isInString: boolean;
}

export interface InteractiveWorker {
  openDocument(document: DocumentText): void;
  changeDocument(change: {
    readonly uri: Uri;
    readonly version: number;
    readonly edits: readonly DocumentEdit[];
  }): void;
  /** Where secret values are, as found some time after an edit; until then earlier spans move along with the text. */
  setSecrets(argument: { readonly uri: Uri; readonly version: number; readonly secrets: readonly SecretSpan[] }): void;
  closeDocument(argument: { readonly uri: Uri }): void;
  /** A file whose tab was closed lately, its secrets blanked out: no document any more, and still something to go by. */
  rememberDocument(document: DocumentText): void;
  forgetDocument(argument: { readonly uri: Uri }): void;
  /** Files and folders are gone: nothing of them may be said from the next question on, whatever else is under way. */
  removeFiles(argument: { readonly uris: readonly Uri[] }): void;
  /** The user looks at this document now. */
  focusDocument(argument: { readonly uri: Uri; readonly position: Position | undefined }): void;
  complete(query: EmbeddedQuery): EmbeddedAnswer | null;
  gatherContext(query: ContextQuery): ContextAnswer | null;
  blockInfo(place: Place): BlockInfo | null;
  /** What became of suggestions, in the order of time; with `isAll`, what was told before no longer counts. */
  learn(argument: { readonly outcomes: readonly HashedOutcome[]; readonly isAll: boolean }): void;
  statistics(): WorkerStatistics;
}

export interface WorkerStatistics {
  readonly files: number;
  readonly tokens: number;
  readonly memoryBytes: number;
}

export interface BackgroundSettings {
  readonly folders: readonly Uri[];
  readonly indexScope: 'open' | 'nearby' | 'workspace';
  /** Open documents' URIs, whose neighbourhood `nearby` means. */
  readonly openDocuments: readonly Uri[];
  /** Glob patterns that are never indexed, besides ignore files. */
  readonly excludeGlobs: readonly string[];
  /** How much of a core indexing may take: a quarter where nothing is said, since somebody types meanwhile. */
  readonly coreShare?: number;
}

export interface BackgroundWorker {
  /** Starts over only where something that matters has changed. */
  configure(settings: BackgroundSettings): void;
  filesChanged(argument: { readonly changed: readonly Uri[]; readonly deleted: readonly Uri[] }): void;
  statistics(): WorkerStatistics & { readonly state: 'idle' | 'indexing' };
}

/** What a folder's project says that it is built on. */
export interface ProjectManifest {
  readonly uri: Uri;
  /** Below the workspace folder. */
  readonly path: string;
  readonly dependencies: readonly string[];
}
