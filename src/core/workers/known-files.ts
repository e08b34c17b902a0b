import type { Uri } from '../document.ts';
import type { FileState } from './index-store.ts';

/** A file as it was when it was last read; one that is not for the index is kept too, so as not to be read again. */
interface KnownFile {
  readonly modifiedMs: number;
  readonly sizeBytes: number;
  readonly isIndexed: boolean;
}

/** What the walk has seen of files, and how much of it is in the index. */
export class KnownFiles {
  readonly #files = new Map<Uri, KnownFile>();
  #indexedFiles = 0;
  #indexedBytes = 0;

  get indexedFiles(): number {
    return this.#indexedFiles;
  }

  get indexedBytes(): number {
    return this.#indexedBytes;
  }

  get uris(): readonly Uri[] {
    return [...this.#files.keys()];
  }

  below(folder: Uri): readonly Uri[] {
    return this.uris.filter((uri) => uri.startsWith(`${folder}/`));
  }

  isIndexed(uri: Uri): boolean {
    return this.#files.get(uri)?.isIndexed === true;
  }

  isAsBefore({ uri, modifiedMs, sizeBytes }: FileState): boolean {
    const known = this.#files.get(uri);
    return known?.modifiedMs === modifiedMs && known.sizeBytes === sizeBytes;
  }

  note({ uri, modifiedMs, sizeBytes }: FileState, isIndexed: boolean): void {
    this.forget(uri);
    this.#files.set(uri, { modifiedMs, sizeBytes, isIndexed });
    if (isIndexed) this.#count(1, sizeBytes);
  }

  /** Whether it was in the index. */
  forget(uri: Uri): boolean {
    const file = this.#files.get(uri);
    this.#files.delete(uri);
    if (file?.isIndexed !== true) return false;
    this.#count(-1, -file.sizeBytes);
    return true;
  }

  clear(): void {
    this.#files.clear();
    this.#indexedFiles = 0;
    this.#indexedBytes = 0;
  }

  #count(files: number, bytes: number): void {
    this.#indexedFiles += files;
    this.#indexedBytes += bytes;
  }
}
