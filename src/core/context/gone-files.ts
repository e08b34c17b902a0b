import type { Uri } from '../document.ts';

/**
 * Files and folders that were deleted while others are being read: what was read of them before, and comes after their
 * deletion, must not bring them back.
 */
export class GoneFiles {
  readonly #uris = new Set<string>();

  add(uri: Uri): void {
    this.#uris.add(uri);
  }

  /** It is there again, and so are the folders that it lies in. */
  delete(uri: Uri): void {
    for (const each of withFolders(uri)) this.#uris.delete(each);
  }

  /** Whether the file itself or a folder that it lies in was deleted. */
  has(uri: Uri): boolean {
    return this.#uris.size > 0 && withFolders(uri).some((each) => this.#uris.has(each));
  }

  clear(): void {
    this.#uris.clear();
  }
}

function withFolders(uri: Uri): readonly string[] {
  const parts = uri.split('/');
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}
