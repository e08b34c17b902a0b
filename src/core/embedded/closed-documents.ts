import { normalizeLineEnds } from '../../base/text.ts';
import { isReadable, withoutSecrets } from '../context/source-file.ts';
import type { Uri } from '../document.ts';
import type { FileInfo, Files } from '../host.ts';
import type { DocumentSecrets } from '../privacy/document-secrets.ts';
import type { FileVerdict } from '../privacy/file-rules.ts';
import type { DocumentText } from '../protocol.ts';

/** About as many as one goes back to. */
const maxDocuments = 8;
/** The look for secrets in so much keeps the host for some 5 ms. */
const maxBytes = 64 * 1024;

interface Closed {
  readonly languageId: string;
  /** The file as it was when it was read last. */
  read: Pick<FileInfo, 'modifiedMs' | 'sizeBytes'> | undefined;
}

/**
 * Files whose tabs were closed lately, for the worker to look for similar code in: as they lie on the disk, so that what
 * was not saved doesn't count, and only as long as the rules let them be offered elsewhere.
 */
export class ClosedDocuments {
  readonly #files: Files;
  readonly #secrets: DocumentSecrets;
  readonly #verdict: (uri: Uri) => Promise<FileVerdict>;
  readonly #remember: (document: DocumentText) => void;
  readonly #forget: (uri: Uri) => void;
  /** The one closed last at the end. */
  readonly #known = new Map<Uri, Closed>();
  #lastVersion = 0;

  constructor(parts: {
    readonly files: Files;
    readonly secrets: DocumentSecrets;
    readonly verdict: (uri: Uri) => Promise<FileVerdict>;
    /** Tells the worker; an earlier text of the same file gives way. */
    readonly remember: (document: DocumentText) => void;
    readonly forget: (uri: Uri) => void;
  }) {
    this.#files = parts.files;
    this.#secrets = parts.secrets;
    this.#verdict = parts.verdict;
    this.#remember = parts.remember;
    this.#forget = parts.forget;
  }

  didClose(uri: Uri, languageId: string): void {
    // Of what lies elsewhere nobody would tell that it is gone.
    if (!uri.startsWith('file:') || this.#files.relativePath(uri) === undefined) return;
    this.#known.delete(uri);
    this.#known.set(uri, { languageId, read: undefined });
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxDocuments && oldest !== undefined) this.#drop(oldest);
    void this.#read(uri);
  }

  /** What is open is known better. */
  didOpen(uri: Uri): void {
    this.#known.delete(uri);
  }

  didChangeFiles({ changed, deleted }: { readonly changed: readonly Uri[]; readonly deleted: readonly Uri[] }): void {
    for (const uri of this.#known.keys()) {
      if (deleted.some((gone) => uri === gone || uri.startsWith(`${gone}/`))) this.#drop(uri);
    }
    for (const uri of changed) void this.#read(uri);
  }

  /** Rules have changed: what they keep out from now on goes. */
  judgeAgain(): void {
    for (const uri of this.#known.keys()) void this.#read(uri);
  }

  /** The worker has ended, and what it knew with it. */
  clear(): void {
    this.#known.clear();
  }

  #drop(uri: Uri): void {
    if (this.#known.delete(uri)) this.#forget(uri);
  }

  /** Reads the file where it isn't as it was; what can't be read, or may not be offered, is dropped. */
  async #read(uri: Uri): Promise<void> {
    const known = this.#known.get(uri);
    const path = this.#files.relativePath(uri);
    if (known === undefined || path === undefined) return;
    const text = await this.#textOf(uri, known.read).catch(() => undefined);
    // Opened, closed again or dropped meanwhile.
    if (this.#known.get(uri) !== known || text === 'same') return;
    if (text === undefined) {
      this.#drop(uri);
      return;
    }
    known.read = text.info;
    const { languageId } = known;
    this.#lastVersion += 1;
    this.#remember({ uri, languageId, version: this.#lastVersion, text: text.text, path, mayIndex: true, secrets: [] });
  }

  async #textOf(
    uri: Uri,
    before: Closed['read'],
  ): Promise<{ readonly text: string; readonly info: FileInfo } | 'same' | undefined> {
    const { mayIndex } = await this.#verdict(uri);
    const info = await this.#files.stat(uri);
    if (!mayIndex || info.kind !== 'file') return undefined;
    if (before?.modifiedMs === info.modifiedMs && before.sizeBytes === info.sizeBytes) return 'same';
    const text = normalizeLineEnds(await this.#files.readText(uri, maxBytes));
    return isReadable(text) ? { text: withoutSecrets(text, await this.#secrets.scanText(text)), info } : undefined;
  }
}
