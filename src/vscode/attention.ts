import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Clock } from '../core/host.ts';
import { toUri } from './convert.ts';

/** After an edit VS Code may set the cursor more than once (a line end, then its indentation). */
const settlingMs = 50;

/**
 * Notices when the user turns away from the place of a suggestion: moves the cursor without an edit, selects, goes to
 * another editor, or leaves the window.
 */
export class Attention implements Disposable {
  readonly #store = new DisposableStore();
  #lastVersion: string | undefined;
  #lastEditAt = -Infinity;

  constructor(clock: Clock, onDidLeave: () => void) {
    this.#store.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) this.#lastEditAt = clock.monotonicMs();
      }),
    );
    this.#store.add(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor !== vscode.window.activeTextEditor) return;
        const version = `${textEditor.document.version} ${toUri(textEditor.document.uri)}`;
        const isByEdit = version !== this.#lastVersion || clock.monotonicMs() - this.#lastEditAt < settlingMs;
        this.#lastVersion = version;
        if (!isByEdit || textEditor.selections.some((selection) => !selection.isEmpty)) onDidLeave();
      }),
    );
    this.#store.add(vscode.window.onDidChangeActiveTextEditor(() => onDidLeave()));
    this.#store.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (!focused) onDidLeave();
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }
}
