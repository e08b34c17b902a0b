import { isPassingTrouble } from '../../base/passing-trouble.ts';
import { languageOfPath } from '../context/languages.ts';
import { dependenciesOf, isManifest } from '../context/manifests.ts';
import { namesUsedIn } from '../context/name-set.ts';
import { packOutline } from '../context/packed-outline.ts';
import { isReadable, maxSourceBytes, outlineFile, withoutSecrets } from '../context/source-file.ts';
import type { Grammars } from '../context/syntax/syntax-tree.ts';
import type { Uri } from '../document.ts';
import type { SliceFile } from '../embedded/index-slice.ts';
import type { Files } from '../host.ts';
import type { FileContent } from './index-store.ts';
import type { DocumentSecrets } from '../privacy/document-secrets.ts';

/** What an index needs of a file that was read; `text` only where its text is for the embedded engine. */
export interface ReadFile extends FileContent {
  readonly text?: SliceFile;
}

/** Reads files for the index: their outlines, the names that they use, their text without secrets. */
export class FilePreparer {
  readonly #files: Files;
  readonly #grammars: Grammars;
  readonly #secrets: DocumentSecrets;
  readonly #onTrouble: (error: unknown) => void;

  constructor(parts: {
    readonly files: Files;
    readonly grammars: Grammars;
    readonly secrets: DocumentSecrets;
    /** What could not be read may be read in a moment. */
    readonly onTrouble: (error: unknown) => void;
  }) {
    this.#files = parts.files;
    this.#grammars = parts.grammars;
    this.#secrets = parts.secrets;
    this.#onTrouble = parts.onTrouble;
  }

  /**
   * Empty where it is no text, too large or not written for people; undefined where it could not be read this time. A
   * manifest is told on its own.
   */
  async read(uri: Uri, path: string): Promise<ReadFile | undefined> {
    let text: string;
    try {
      text = await this.#files.readText(uri, maxSourceBytes);
    } catch (error) {
      if (isPassingTrouble(error)) this.#onTrouble(error);
      return isForNobody(error) ? {} : undefined;
    }
    const manifest = isManifest(path) ? { uri, path, dependencies: dependenciesOf(path, text) } : undefined;
    const prepared = await this.#prepare(uri, path, text);
    return prepared && { ...(manifest && { manifest }), ...prepared };
  }

  async #prepare(uri: Uri, path: string, text: string): Promise<Pick<ReadFile, 'indexed' | 'text'> | undefined> {
    const languageId = languageOfPath(path);
    if (languageId === undefined || !isReadable(text)) return {};
    try {
      const leaveOut = await this.#secrets.scanText(text);
      const safe = withoutSecrets(text, leaveOut);
      const outline = packOutline(await outlineFile(this.#grammars, languageId, safe));
      return {
        indexed: { uri, path, languageId, outline, uses: namesUsedIn(safe) },
        text: { uri, languageId, text, leaveOut },
      };
    } catch {
      // Unscanned text is never remembered.
      return undefined;
    }
  }
}

/** A fault that is the file's own and stays as long as the file does. */
function isForNobody(error: unknown): boolean {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return cause === 'binary' || cause === 'too-large' || cause === 'is-folder';
}
