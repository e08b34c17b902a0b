import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { DocumentChange, DocumentSnapshot, Uri } from '../core/document.ts';
import type { Documents, NotebookCell } from '../core/host.ts';
import { toUri } from './convert.ts';
import { cellsAround } from './notebook-cells.ts';
import { followChange, takeSnapshot, textLength } from './mirror.ts';
import { isCodeScheme } from './schemes.ts';

/** Beyond this nobody completes or learns, and a copy would only cost memory. */
export const maxDocumentCharacters = 4_000_000;

/**
 * The code that is open in editors. A document counts from the first time that it is visible: VS Code and other
 * extensions also load documents that the user has never seen.
 */
export class EditorDocuments implements Documents, Disposable {
  /** The most recently used last. */
  readonly #snapshots = new Map<Uri, DocumentSnapshot>();
  readonly #store = new DisposableStore();
  readonly #didFail = (error: unknown): void => this.#onListenerError(error);
  readonly #opened = this.#store.add(new Emitter<DocumentSnapshot>(this.#didFail));
  readonly #changed = this.#store.add(new Emitter<DocumentChange>(this.#didFail));
  readonly #closed = this.#store.add(new Emitter<Uri>(this.#didFail));
  readonly #focused = this.#store.add(new Emitter<DocumentSnapshot | undefined>(this.#didFail));
  readonly onDidOpen = this.#opened.event;
  readonly onDidChange = this.#changed.event;
  readonly onDidClose = this.#closed.event;
  readonly onDidFocus = this.#focused.event;

  readonly #onListenerError: (error: unknown) => void;

  /** What a part makes of a change may fail; the others follow it all the same. */
  constructor(onListenerError: (error: unknown) => void = () => {}) {
    this.#onListenerError = onListenerError;
    this.#store.add(vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)));
    this.#store.add(vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)));
    // A document that gets another language is closed and opened anew, and stays visible.
    this.#store.add(
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (vscode.window.visibleTextEditors.some((editor) => editor.document === document)) this.snapshot(document);
      }),
    );
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors((editors) => this.#see(editors)));
    this.#store.add(vscode.window.onDidChangeActiveTextEditor((editor) => this.#focus(editor)));
    this.#see(vscode.window.visibleTextEditors);
    this.#focus(vscode.window.activeTextEditor);
  }

  all(): readonly DocumentSnapshot[] {
    return [...this.#snapshots.values()].reverse();
  }

  get(uri: Uri): DocumentSnapshot | undefined {
    return this.#snapshots.get(uri);
  }

  cells(uri: Uri): readonly NotebookCell[] {
    return cellsAround(uri).flatMap(({ number, document: cell }) => {
      const document = this.snapshot(cell);
      return document === undefined ? [] : [{ number, document }];
    });
  }

  /** The document as it is now; undefined where it is no code, or too large. */
  snapshot(document: vscode.TextDocument): DocumentSnapshot | undefined {
    if (document.isClosed || !isCodeScheme(document.uri.scheme)) return undefined;
    const uri = toUri(document.uri);
    const known = this.#snapshots.get(uri);
    if (known === undefined) {
      if (textLength(document) > maxDocumentCharacters) return undefined;
      const snapshot = takeSnapshot(document);
      this.#snapshots.set(uri, snapshot);
      this.#opened.fire(snapshot);
      return snapshot;
    }
    return known.version === document.version ? known : this.#update(known, document, [], 'edit');
  }

  dispose(): void {
    this.#store.dispose();
    this.#snapshots.clear();
  }

  #follow({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const known = this.#snapshots.get(toUri(document.uri));
    // Saving fires too, with the version as it was.
    if (known === undefined || known.version === document.version) return;
    this.#update(known, document, contentChanges, reasonOf(reason));
  }

  #update(
    before: DocumentSnapshot,
    document: vscode.TextDocument,
    changes: readonly vscode.TextDocumentContentChangeEvent[],
    reason: DocumentChange['reason'],
  ): DocumentSnapshot | undefined {
    const after = followChange(before, document, changes);
    if (after.document.text.length > maxDocumentCharacters) {
      this.#close(document);
      return undefined;
    }
    this.#snapshots.set(before.uri, after.document);
    this.#changed.fire({ ...after, versionBefore: before.version, reason });
    return after.document;
  }

  #close(document: vscode.TextDocument): void {
    const uri = toUri(document.uri);
    if (this.#snapshots.delete(uri)) this.#closed.fire(uri);
  }

  #see(editors: readonly vscode.TextEditor[]): void {
    for (const { document } of editors) {
      for (const cell of cellsAround(toUri(document.uri))) this.snapshot(cell.document);
      this.snapshot(document);
    }
  }

  #focus(editor: vscode.TextEditor | undefined): void {
    const snapshot = editor && this.snapshot(editor.document);
    if (snapshot !== undefined) {
      this.#snapshots.delete(snapshot.uri);
      this.#snapshots.set(snapshot.uri, snapshot);
    }
    this.#focused.fire(snapshot);
  }
}

function reasonOf(reason: vscode.TextDocumentChangeReason | undefined): DocumentChange['reason'] {
  switch (reason) {
    case vscode.TextDocumentChangeReason.Undo:
      return 'undo';
    case vscode.TextDocumentChangeReason.Redo:
      return 'redo';
    case undefined:
      return 'edit';
  }
}
