import { basename } from 'node:path';
import { lineEnd, lineStart } from '../base/text.ts';
import type { DocumentSnapshot, Position, Uri } from '../core/document.ts';
import type { Host } from '../core/host.ts';
import type { PromptDraft } from '../core/prompt.ts';
import type { Io } from './command.ts';

/** A guess for code; the server counts for itself. */
const charactersPerToken = 3.5;

/** The window around a position, whole lines within a budget: four parts before the cursor, one after it. */
export function draftFromDocument(
  host: Host,
  document: DocumentSnapshot,
  position: Position,
  maxContextTokens: number,
): PromptDraft {
  const { text, uri, languageId } = document;
  const offset = document.offsetAt(position);
  const characters = Math.floor(maxContextTokens * charactersPerToken);
  const start = lineStart(text, Math.max(0, offset - Math.floor(characters * 0.8)));
  const end = lineEnd(text, Math.min(text.length, offset + Math.floor(characters * 0.2)));
  return {
    uri,
    offset,
    path: host.files.relativePath(uri) ?? basename(uri),
    languageId,
    repositoryName: host.files.workspaceFolders()[0]?.name,
    prefix: text.slice(start, offset),
    suffix: text.slice(offset, end),
    snippets: [],
  };
}

/** Prefix and suffix as they were given, from no document. */
export function draftFromTexts(prefix: string, suffix: string, languageId: string): PromptDraft {
  return {
    uri: 'untitled:console' as Uri,
    offset: -1,
    path: 'console',
    languageId,
    repositoryName: undefined,
    prefix,
    suffix,
    snippets: [],
  };
}

/** A text argument: as it is, `@FILE`, or `-` for standard input. */
export async function readTextArgument(
  io: Io,
  value: string,
  readFile: (path: string) => Promise<string>,
): Promise<string> {
  if (value === '-') return io.readInput();
  return value.startsWith('@') ? readFile(value.slice(1)) : value;
}
