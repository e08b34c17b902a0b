import type { Branded } from '../base/branded.ts';

/** Identifies a file or buffer, as the host spells it (`file:///…`, `untitled:…`). The core never takes it for a path. */
export type Uri = Branded<string, 'Uri'>;

/** What a URI's last part spells, decoded; for files and buffers that no workspace folder holds. */
export function baseName(uri: Uri): string {
  const file = fileOf(uri);
  return decodeUriPart(file.slice(Math.max(file.indexOf(':'), file.lastIndexOf('/')) + 1));
}

/** `vscode-remote` in Base64, with which the fragments of cells end whose notebook lies on a remote machine. */
const remoteScheme = 'sdnNjb2RlLXJlbW90ZQ';

/**
 * A cell is named by its notebook's path and a fragment; its file is the notebook. In a remote window VS Code names the
 * machine in it, though for whoever runs there, as we do, the notebook is a file like any other.
 */
export function fileOf(uri: Uri): Uri {
  if (!uri.startsWith('vscode-notebook-cell:')) return uri;
  const [place = '', fragment = ''] = uri.slice('vscode-notebook-cell:'.length).split('#');
  const path = fragment.includes(remoteScheme) ? place.replace(/^\/\/[^/]*/, '') : place;
  return `file:${path.startsWith('//') ? '' : '//'}${path}` as Uri;
}

/** Percent signs that encode nothing stay as they are. */
export function decodeUriPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A place between two UTF-16 units; both count from zero. Line ends don't count, so it is the same for LF and CRLF. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/**
 * One version of a document. The text's line ends are LF whatever the file has (hosts convert, and VS Code converts
 * inserted text back), so offsets are offsets into `text`, not into the file.
 */
export interface DocumentSnapshot {
  readonly uri: Uri;
  readonly languageId: string;
  /** Grows with every edit, as the host counts. */
  readonly version: number;
  readonly text: string;
  readonly lineCount: number;
  /** Clamped into the document. */
  offsetAt(position: Position): number;
  /** Clamped into the document. */
  positionAt(offset: number): Position;
  /** Without its line end; the empty text past the last line. */
  lineAt(line: number): string;
}

/** `deletedLength` units at `offset` of the text before the edit gave way to `insertedText`. */
export interface DocumentEdit {
  readonly offset: number;
  readonly deletedLength: number;
  readonly insertedText: string;
}

/** From one version to the next. Applying `edits` in order to the text before gives `document.text`. */
export interface DocumentChange {
  readonly document: DocumentSnapshot;
  readonly versionBefore: number;
  readonly edits: readonly DocumentEdit[];
  readonly reason: 'edit' | 'undo' | 'redo';
}

/** Makes a snapshot; its line index is built at the first use. `text` must have LF line ends. */
export function createSnapshot(parts: {
  readonly uri: Uri;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}): DocumentSnapshot {
  const { text } = parts;
  let starts: readonly number[] | undefined;
  const lineStarts = (): readonly number[] => (starts ??= findLineStarts(text));
  const endOfLine = (line: number): number => (lineStarts()[line + 1] ?? text.length + 1) - 1;
  return {
    ...parts,
    get lineCount(): number {
      return lineStarts().length;
    },
    offsetAt({ line, character }): number {
      if (line < 0) return 0;
      const start = lineStarts()[line];
      if (start === undefined) return text.length;
      return Math.min(start + Math.max(0, character), endOfLine(line));
    },
    positionAt(offset): Position {
      const all = lineStarts();
      const clamped = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = all.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((all[middle] ?? 0) <= clamped) low = middle;
        else high = middle - 1;
      }
      return { line: low, character: clamped - (all[low] ?? 0) };
    },
    lineAt(line): string {
      const start = lineStarts()[line];
      return start === undefined ? '' : text.slice(start, endOfLine(line));
    },
  };
}

/** Applies a change's edits, in order. */
export function applyEdits(text: string, edits: readonly DocumentEdit[]): string {
  let result = text;
  for (const { offset, deletedLength, insertedText } of edits) {
    result = result.slice(0, offset) + insertedText + result.slice(offset + deletedLength);
  }
  return result;
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
