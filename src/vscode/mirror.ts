import * as vscode from 'vscode';
import { commonPrefixLength, commonSuffixLength, normalizeLineEnds } from '../base/text.ts';
import { type DocumentEdit, type DocumentSnapshot, applyEdits, createSnapshot } from '../core/document.ts';
import { toUri } from './convert.ts';

type ContentChange = Pick<vscode.TextDocumentContentChangeEvent, 'range' | 'text'>;

/** The whole document, with LF line ends. */
export function takeSnapshot(document: vscode.TextDocument): DocumentSnapshot {
  return withText(document, normalizeLineEnds(document.getText()));
}

/**
 * Follows an edit in the text that we have, which is cheaper than fetching all of it at each key. What VS Code says of
 * the result (version, lines, length) is compared; where that differs, the text is fetched after all.
 */
export function followChange(
  before: DocumentSnapshot,
  document: vscode.TextDocument,
  changes: readonly ContentChange[],
): { readonly document: DocumentSnapshot; readonly edits: readonly DocumentEdit[] } {
  if (changes.length > 0 && runsBackwards(changes)) {
    const edits = changes.map((change) => toEdit(before, change));
    const after = withText(document, applyEdits(before.text, edits));
    if (after.lineCount === document.lineCount && after.text.length === textLength(document)) {
      return { document: after, edits };
    }
  }
  const after = takeSnapshot(document);
  return { document: after, edits: difference(before.text, after.text) };
}

/** UTF-16 units with LF line ends, without building the text. */
export function textLength(document: vscode.TextDocument): number {
  const lastLine = document.lineCount - 1;
  const end = document.offsetAt(document.lineAt(lastLine).range.end);
  return document.eol === vscode.EndOfLine.CRLF ? end - lastLine : end;
}

/** All ranges of an event are those before it, so edits can be applied in order only from the last place to the first. */
function runsBackwards(changes: readonly ContentChange[]): boolean {
  return changes.every((change, index) => {
    const previous = changes[index - 1];
    return previous === undefined || change.range.end.isBeforeOrEqual(previous.range.start);
  });
}

function toEdit(before: DocumentSnapshot, { range, text }: ContentChange): DocumentEdit {
  const offset = before.offsetAt(range.start);
  return { offset, deletedLength: before.offsetAt(range.end) - offset, insertedText: normalizeLineEnds(text) };
}

function difference(before: string, after: string): readonly DocumentEdit[] {
  if (before === after) return [];
  const offset = commonPrefixLength(before, after);
  const kept = commonSuffixLength(before.slice(offset), after.slice(offset));
  const insertedText = after.slice(offset, after.length - kept);
  return [{ offset, deletedLength: before.length - offset - kept, insertedText }];
}

function withText({ uri, languageId, version }: vscode.TextDocument, text: string): DocumentSnapshot {
  return createSnapshot({ uri: toUri(uri), languageId, version, text });
}
