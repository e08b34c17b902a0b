import { isAbsolute, resolve } from 'node:path';
import { languageOfPath } from '../core/context/languages.ts';
import { type DocumentSnapshot, type Position, createSnapshot } from '../core/document.ts';
import type { FileError, Files } from '../core/host.ts';
import { uriFromPath } from '../node/file-uris.ts';
import { CommandError } from './command.ts';

/** What VS Code calls a large file begins at 20 MB; completing in one that long is a mistake. */
const maxFileBytes = 20 * 1024 * 1024;

/** A place as people write it: line and column count from one. */
export interface NamedPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Reads `FILE:LINE:COLUMN`; the file's name may hold colons itself. */
export function parsePlace(text: string): NamedPlace {
  const match = /^(.+):(\d+):(\d+)$/s.exec(text);
  if (match === null) {
    throw new CommandError(`"${text}" is no place in a file. Write it as FILE:LINE:COLUMN, such as src/main.ts:10:5.`);
  }
  const [, path = '', line, column] = match;
  const place = { path, line: Number(line), column: Number(column) };
  if (place.line < 1 || place.column < 1) throw new CommandError('Lines and columns count from 1.');
  return place;
}

export async function readDocument(files: Files, folder: string, path: string): Promise<DocumentSnapshot> {
  const absolute = isAbsolute(path) ? path : resolve(folder, path);
  const uri = uriFromPath(absolute);
  try {
    const text = await files.readText(uri, maxFileBytes);
    return createSnapshot({ uri, languageId: languageOfPath(absolute) ?? 'plaintext', version: 1, text });
  } catch (error) {
    throw new CommandError(explain(path, error));
  }
}

/** The offsets of a place, checked: a position that is clamped would complete somewhere else than asked. */
export function findPosition(document: DocumentSnapshot, { path, line, column }: NamedPlace): Position {
  if (line > document.lineCount) {
    throw new CommandError(`${path} has ${document.lineCount} lines; there is no line ${line}.`);
  }
  const { length } = document.lineAt(line - 1);
  if (column > length + 1) {
    throw new CommandError(
      `Line ${line} of ${path} has ${length} characters; columns go from 1 to ${length + 1}, not ${column}.`,
    );
  }
  return { line: line - 1, character: column - 1 };
}

function explain(path: string, error: unknown): string {
  const { cause } = error as Partial<FileError>;
  switch (cause) {
    case 'not-found':
      return `There is no file ${path}. Check the path; it counts from the current folder.`;
    case 'no-permission':
      return `${path} may not be read by this user. Change its permissions, or run as somebody who may.`;
    case 'is-folder':
      return `${path} is a folder. Name a file in it.`;
    case 'binary':
      return `${path} is no text file, so there is nothing to complete in it.`;
    case 'too-large':
      return `${path} is larger than ${maxFileBytes / 1024 / 1024} MB, more than Midfill completes in.`;
    default:
      return `${path} can't be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
