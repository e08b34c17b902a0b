import type { Dirent, Stats } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { release } from '../base/release.ts';
import type { Uri } from '../core/document.ts';
import type { FileError, FileInfo, Files, WorkspaceFolder } from '../core/host.ts';
import { decodeText } from './decode-text.ts';
import { childUri, pathFromUri, relativePathBelow, uriFromPath } from './file-uris.ts';

/** `file:` URIs by Node. `folders` is asked anew at each call: folders come and go. */
export function createNodeFiles(folders: () => readonly WorkspaceFolder[]): Files {
  return {
    workspaceFolders: folders,
    relativePath: (uri) => relativePathBelow(folders(), uri),
    realUri: (uri) => realUri(folders(), uri),
    stat: (uri) => guarded(uri, async (path) => fileInfo(uri, await lstat(path))),
    list: (folder) =>
      guarded(folder, async (path) => {
        await keepInside(folders(), folder);
        const entries = await readdir(path, { withFileTypes: true });
        const infos = await Promise.all(entries.map((entry) => entryInfo(folder, path, entry)));
        return infos.filter((info) => info !== undefined);
      }),
    readText: (uri, maxBytes) =>
      guarded(uri, async (path) => {
        await keepInside(folders(), uri);
        return readText(path, maxBytes);
      }),
  };
}

/** A file error as the {@link Files} port throws it. The message never holds the path: messages get logged. */
export function createFileError(cause: FileError['cause'], message: string): Error & FileError {
  return Object.assign(new Error(message), { kind: 'file-error' as const, cause });
}

async function guarded<T>(uri: Uri, run: (path: string) => Promise<T>): Promise<T> {
  const path = pathFromUri(uri);
  if (path === undefined) throw createFileError('other', 'Only local files can be read here.');
  try {
    return await run(path);
  } catch (error) {
    throw toFileError(error);
  }
}

function toFileError(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      return createFileError('not-found', 'There is no such file.');
    case 'EACCES':
    case 'EPERM':
      return createFileError('no-permission', 'The file may not be read by this user.');
    case 'EISDIR':
      return createFileError('is-folder', 'It is a folder.');
    default:
      if (typeof error === 'object' && error !== null && 'kind' in error) return error;
      return createFileError('other', `The file could not be read (${typeof code === 'string' ? code : 'unknown'}).`);
  }
}

/** Throws where a URI is below a workspace folder by its name, and elsewhere by a link. */
async function keepInside(folders: readonly WorkspaceFolder[], uri: Uri): Promise<void> {
  if (relativePathBelow(folders, uri) === undefined) return;
  if (relativePathBelow(folders, await realUri(folders, uri)) === undefined) {
    throw createFileError('outside', 'It is a link to a place outside of the workspace.');
  }
}

async function realUri(folders: readonly WorkspaceFolder[], uri: Uri): Promise<Uri> {
  const path = pathFromUri(uri);
  if (path === undefined) return uri;
  try {
    const real = await realpath(path);
    // A workspace folder may be reached by a link itself; its files are inside all the same.
    for (const folder of folders) {
      const root = pathFromUri(folder.uri);
      const way = root === undefined ? undefined : wayBelow(await realpath(root), real);
      if (root !== undefined && way !== undefined) return uriFromPath(join(root, way));
    }
    return uriFromPath(real);
  } catch {
    // What isn't there is no link: a new document that was not saved yet.
    return uri;
  }
}

/** The relative path from a folder down to a path; undefined where that isn't below it. */
function wayBelow(folder: string, path: string): string | undefined {
  const way = relative(folder, path);
  // On Windows another drive's path comes back whole.
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : way;
}

async function readText(path: string, maxBytes: number): Promise<string> {
  // Not `readFile`: opening a pipe would wait for a writer, and a file may grow between its measure and its reading.
  const before = await stat(path);
  if (before.isDirectory()) throw createFileError('is-folder', 'It is a folder.');
  if (!before.isFile()) throw createFileError('other', 'It is no regular file.');
  if (before.size > maxBytes) throw tooLarge(before.size, maxBytes);
  const handle = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(maxBytes, before.size) + 1);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > maxBytes) throw tooLarge(length, maxBytes);
    const text = decodeText(bytes.subarray(0, length));
    release(bytes);
    if (text === undefined) throw createFileError('binary', 'It is no text.');
    return text;
  } finally {
    await handle.close();
  }
}

function tooLarge(size: number, maxBytes: number): Error & FileError {
  return createFileError('too-large', `It has ${size} bytes; the limit is ${maxBytes}.`);
}

/** Undefined for an entry that is gone by now. */
async function entryInfo(folder: Uri, path: string, entry: Dirent): Promise<FileInfo | undefined> {
  const uri = childUri(folder, entry.name);
  if (entry.isDirectory()) return { uri, kind: 'folder', sizeBytes: 0, modifiedMs: 0 };
  try {
    return fileInfo(uri, await lstat(join(path, entry.name)));
  } catch (error) {
    const fault = toFileError(error);
    const isGone = typeof fault === 'object' && fault !== null && 'cause' in fault && fault.cause === 'not-found';
    if (isGone) return undefined;
    throw error;
  }
}

function fileInfo(uri: Uri, stats: Stats): FileInfo {
  return { uri, kind: kindOf(stats), sizeBytes: stats.size, modifiedMs: stats.mtimeMs };
}

function kindOf(stats: Stats): FileInfo['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}
