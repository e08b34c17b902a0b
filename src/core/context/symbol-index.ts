import { LruMap } from '../../base/lru-map.ts';
import type { Uri } from '../document.ts';
import { FileLists } from './file-lists.ts';
import { splitName } from './identifiers.ts';
import type { FileOutline } from './outline.ts';
import { type PackedOutline, namesOf, unpackOutline } from './packed-outline.ts';

/** A file in the index. */
export interface SymbolFile {
  readonly uri: Uri;
  /** Below its workspace folder. */
  readonly path: string;
  /** The folder part of `path`; empty at the top. */
  readonly folder: string;
  readonly languageId: string;
  readonly packed: PackedOutline;
  /** Hashes of the names that it uses. */
  readonly uses: Uint32Array;
}

/** How many of a folder's files use a name, by its hash. */
export interface FolderUses {
  readonly files: number;
  readonly counts: ReadonlyMap<number, number>;
}

/** A folder with more files is told by the first of them. */
const maxFilesCounted = 60;

/** Names that so many files define tell nothing. */
const maxFilesByName = 400;

/** What the workspace's files define, by file, by name, by folder and by the last part of the path. */
export class SymbolIndex {
  readonly #files = new Map<Uri, SymbolFile>();
  readonly #byName = new FileLists<SymbolFile>(maxFilesByName);
  readonly #byFolder = new FileLists<SymbolFile>();
  readonly #byStem = new FileLists<SymbolFile>();
  readonly #subwordCounts = new Map<string, number>();
  readonly #folderUses = new LruMap<string, FolderUses>(6);
  /** More than one question looks at. */
  readonly #unpacked = new LruMap<SymbolFile, FileOutline>(800);

  get size(): number {
    return this.#files.size;
  }

  get(uri: Uri): SymbolFile | undefined {
    return this.#files.get(uri);
  }

  set(file: Omit<SymbolFile, 'folder'>): void {
    this.delete(file.uri);
    const added: SymbolFile = { ...file, folder: folderOf(file.path) };
    this.#files.set(file.uri, added);
    for (const name of new Set(namesOf(file.packed))) {
      this.#byName.add(name, added);
      for (const word of splitName(name)) this.#subwordCounts.set(word, (this.#subwordCounts.get(word) ?? 0) + 1);
    }
    this.#folderUses.delete(added.folder);
    this.#byFolder.add(added.folder, added);
    this.#byStem.add(stemOf(added.path), added);
  }

  delete(uri: Uri): void {
    const file = this.#files.get(uri);
    if (file === undefined) return;
    this.#files.delete(uri);
    this.#unpacked.delete(file);
    for (const name of new Set(namesOf(file.packed))) {
      this.#byName.delete(name, file);
      for (const word of splitName(name)) {
        const count = (this.#subwordCounts.get(word) ?? 1) - 1;
        if (count === 0) this.#subwordCounts.delete(word);
        else this.#subwordCounts.set(word, count);
      }
    }
    this.#folderUses.delete(file.folder);
    this.#byFolder.delete(file.folder, file);
    this.#byStem.delete(stemOf(file.path), file);
  }

  clear(): void {
    this.#files.clear();
    this.#byName.clear();
    this.#byFolder.clear();
    this.#byStem.clear();
    this.#subwordCounts.clear();
    this.#folderUses.clear();
    this.#unpacked.clear();
  }

  outlineOf(file: SymbolFile): FileOutline {
    const known = this.#unpacked.get(file);
    if (known !== undefined) return known;
    const outline = unpackOutline(file.packed);
    this.#unpacked.set(file, outline);
    return outline;
  }

  /** Files in a folder and all that lies in it. */
  below(folder: Uri): readonly Uri[] {
    return [...this.#files.keys()].filter((uri) => uri.startsWith(`${folder}/`));
  }

  /** Files that define a name. */
  defining(name: string): Iterable<SymbolFile> {
    return this.#byName.get(name);
  }

  inFolder(folder: string): Iterable<SymbolFile> {
    return this.#byFolder.get(folder);
  }

  defines(file: SymbolFile, name: string): boolean {
    return this.#byName.get(name).includes(file);
  }

  /** How many files define a name; at least 1. */
  filesDefining(name: string): number {
    return Math.max(1, this.#byName.get(name).length);
  }

  /** What the files of a folder use: a name that most of them need, the next one will need too. */
  usesInFolder(folder: string): FolderUses {
    const known = this.#folderUses.get(folder);
    if (known !== undefined) return known;
    const counts = new Map<number, number>();
    let files = 0;
    for (const { uses } of this.inFolder(folder)) {
      if (files === maxFilesCounted) break;
      files += 1;
      for (const hash of uses) counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
    const made = { files, counts };
    this.#folderUses.set(folder, made);
    return made;
  }

  /** Files by their name without folder and ending; `index.ts`, `mod.rs` and `__init__.py` go by their folder's name. */
  withStem(stem: string): Iterable<SymbolFile> {
    return this.#byStem.get(stem);
  }

  /** How much a word tells: rare ones much, those of every tenth name nothing. In [0, 1]. */
  weightOf(word: string): number {
    const count = this.#subwordCounts.get(word) ?? 0;
    const names = Math.max(100, this.#byName.size);
    return Math.max(0.05, Math.min(1, Math.log((names + 1) / (count + 1)) / Math.log(names + 1)));
  }
}

export function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end === -1 ? '' : path.slice(0, end);
}

/** A path without its ending, and without a last part that only means its folder. */
export function modulePathOf(path: string): string {
  return path.replace(/(\.d)?\.\w+$/, '').replace(/\/(index|mod|lib|__init__|main)$/, '');
}

function stemOf(path: string): string {
  const module = modulePathOf(path);
  return module.slice(module.lastIndexOf('/') + 1);
}
