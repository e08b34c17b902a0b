import * as vscode from 'vscode';
import type { Uri } from '../core/document.ts';
import type { FileError, FileInfo, Files, WorkspaceFolder } from '../core/host.ts';
import { decodeText } from '../node/decode-text.ts';
import { childUri, relativePathBelow } from '../node/file-uris.ts';
import { createFileError, createNodeFiles } from '../node/files.ts';
import { fromUri, toUri } from './convert.ts';

/** Local files by Node, which is faster and reads no more than asked; all others by VS Code's file systems. */
export function createEditorFiles(): Files {
  const local = createNodeFiles(workspaceFolders);
  const isLocal = (uri: Uri): boolean => uri.startsWith('file:');
  return {
    workspaceFolders,
    relativePath: (uri) => relativePathBelow(workspaceFolders(), uri),
    realUri: (uri) => local.realUri(uri),
    stat: (uri) => (isLocal(uri) ? local.stat(uri) : guarded(() => stat(uri))),
    list: (folder) => (isLocal(folder) ? local.list(folder) : guarded(() => list(folder))),
    readText: (uri, maxBytes) =>
      isLocal(uri) ? local.readText(uri, maxBytes) : guarded(() => readText(uri, maxBytes)),
  };
}

function workspaceFolders(): readonly WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({ uri: toUri(uri), name }));
}

async function stat(uri: Uri): Promise<FileInfo> {
  const { type, size, mtime } = await vscode.workspace.fs.stat(fromUri(uri));
  return { uri, kind: kindOf(type), sizeBytes: size, modifiedMs: mtime };
}

/** Sizes and times are left at 0: asking for each would be a round trip a file. */
async function list(folder: Uri): Promise<readonly FileInfo[]> {
  const entries = await vscode.workspace.fs.readDirectory(fromUri(folder));
  return entries.map(([name, type]) => ({
    uri: childUri(folder, name),
    kind: kindOf(type),
    sizeBytes: 0,
    modifiedMs: 0,
  }));
}

async function readText(uri: Uri, maxBytes: number): Promise<string> {
  const { sizeBytes, kind } = await stat(uri);
  if (kind === 'folder') throw createFileError('is-folder', 'It is a folder.');
  if (sizeBytes > maxBytes) throw createFileError('too-large', `It has ${sizeBytes} bytes; the limit is ${maxBytes}.`);
  const text = decodeText(await vscode.workspace.fs.readFile(fromUri(uri)));
  if (text === undefined) throw createFileError('binary', 'It is no text.');
  return text;
}

function kindOf(type: vscode.FileType): FileInfo['kind'] {
  if ((type & vscode.FileType.SymbolicLink) !== 0) return 'link';
  if (type === vscode.FileType.File) return 'file';
  return type === vscode.FileType.Directory ? 'folder' : 'other';
}

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw toFileError(error);
  }
}

function toFileError(error: unknown): unknown {
  if (!(error instanceof vscode.FileSystemError)) return error;
  const causes: Readonly<Record<string, FileError['cause']>> = {
    FileNotFound: 'not-found',
    NoPermissions: 'no-permission',
    FileIsADirectory: 'is-folder',
  };
  return createFileError(causes[error.code] ?? 'other', `The file could not be read (${error.code}).`);
}
