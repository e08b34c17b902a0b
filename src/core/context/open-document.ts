import { type DocumentEdit, type DocumentSnapshot, type Uri, applyEdits, createSnapshot } from '../document.ts';
import type { SecretSpan } from '../host.ts';
import type { DocumentText } from '../protocol.ts';
import { EditHistory } from './edit-history.ts';
import { type FileOutline, emptyOutline } from './outline.ts';
import type { SyntaxEdit, SyntaxTree } from './syntax/syntax-tree.ts';

/** Beyond this a document is not parsed: one parse would keep answers waiting. */
const maxParsedCharacters = 400_000;

/** An open document as a worker mirrors it, with what is known of it besides its text. */
export class OpenDocument {
  readonly uri: Uri;
  readonly languageId: string;
  readonly path: string;
  readonly mayIndex: boolean;
  readonly history = new EditHistory();
  /** As of some version not long ago. */
  outline: FileOutline = emptyOutline;
  isOutlined = false;
  /** Counts the documents' uses: the highest was used last. */
  lastUse: number;
  secrets: readonly SecretSpan[];
  /** Written for people, as of its opening. */
  isReadable = true;
  #snapshot: DocumentSnapshot;
  #tree: SyntaxTree | undefined;
  /** The version that the tree was made from; behind the text's while a parse is due. */
  #treeVersion = -1;

  constructor(document: DocumentText, lastUse: number) {
    this.uri = document.uri;
    this.languageId = document.languageId;
    this.path = document.path;
    this.mayIndex = document.mayIndex;
    this.secrets = document.secrets;
    this.lastUse = lastUse;
    this.#snapshot = createSnapshot(document);
  }

  get snapshot(): DocumentSnapshot {
    return this.#snapshot;
  }

  /** The tree of the current version; undefined while none has been made. */
  get tree(): SyntaxTree | undefined {
    return this.#treeVersion === this.#snapshot.version ? this.#tree : undefined;
  }

  /** The tree of an earlier version, with the edits since marked in it. */
  get staleTree(): SyntaxTree | undefined {
    return this.#tree;
  }

  get isTooLargeToParse(): boolean {
    return this.#snapshot.text.length > maxParsedCharacters;
  }

  change(version: number, edits: readonly DocumentEdit[]): void {
    for (const edit of edits) {
      const before = this.#snapshot;
      const after = createSnapshot({
        uri: this.uri,
        languageId: this.languageId,
        version,
        text: applyEdits(before.text, [edit]),
      });
      this.#tree?.edit(toSyntaxEdit(edit, before, after));
      this.history.add(before.text, edit);
      this.#snapshot = after;
      this.secrets = this.secrets.map((span) => movedBy(edit, span));
    }
    if (edits.length === 0) this.#snapshot = createSnapshot({ ...this.#plainSnapshot(), version });
  }

  setTree(tree: SyntaxTree, version: number): void {
    this.#tree?.delete();
    this.#tree = tree;
    this.#treeVersion = version;
  }

  dispose(): void {
    this.#tree?.delete();
    this.#tree = undefined;
  }

  #plainSnapshot(): { uri: Uri; languageId: string; version: number; text: string } {
    const { uri, languageId, version, text } = this.#snapshot;
    return { uri, languageId, version, text };
  }
}

/** A span after an edit; one that the edit touches covers what was written, too. */
function movedBy({ offset, deletedLength, insertedText }: DocumentEdit, span: SecretSpan): SecretSpan {
  const shift = insertedText.length - deletedLength;
  if (span.end < offset) return span;
  if (span.start >= offset + deletedLength) return { ...span, start: span.start + shift, end: span.end + shift };
  return {
    ...span,
    start: Math.min(span.start, offset),
    end: Math.max(span.end + shift, offset + insertedText.length),
  };
}

function toSyntaxEdit(edit: DocumentEdit, before: DocumentSnapshot, after: DocumentSnapshot): SyntaxEdit {
  const oldEndIndex = edit.offset + edit.deletedLength;
  const newEndIndex = edit.offset + edit.insertedText.length;
  const pointIn = (snapshot: DocumentSnapshot, offset: number): { row: number; column: number } => {
    const { line, character } = snapshot.positionAt(offset);
    return { row: line, column: character };
  };
  return {
    startIndex: edit.offset,
    oldEndIndex,
    newEndIndex,
    startPosition: pointIn(before, edit.offset),
    oldEndPosition: pointIn(before, oldEndIndex),
    newEndPosition: pointIn(after, newEndIndex),
  };
}
