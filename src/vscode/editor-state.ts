import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { EditorState } from '../core/completion/api.ts';

/** What a call needs to know of its editor. Settings are remembered by language: reading them costs at each key. */
export class EditorStates implements Disposable {
  readonly #store = new DisposableStore();
  readonly #isEnabledByLanguage = new Map<string, boolean>();

  constructor() {
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('editor.inlineSuggest.enabled')) this.#isEnabledByLanguage.clear();
      }),
    );
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#isEnabledByLanguage.clear()));
  }

  of(document: vscode.TextDocument): EditorState {
    const editor =
      vscode.window.activeTextEditor?.document === document
        ? vscode.window.activeTextEditor
        : vscode.window.visibleTextEditors.find((visible) => visible.document === document);
    const tabSize = editor?.options.tabSize;
    return {
      cursorCount: editor?.selections.length ?? 1,
      isInlineSuggestEnabled: this.#isInlineSuggestEnabled(document),
      // VS Code doesn't tell; it hides ghost text in snippets by itself.
      isInSnippet: false,
      tabSize: typeof tabSize === 'number' ? tabSize : 4,
    };
  }

  dispose(): void {
    this.#store.dispose();
  }

  #isInlineSuggestEnabled(document: vscode.TextDocument): boolean {
    const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.index ?? -1;
    const key = `${folder} ${document.languageId}`;
    const known = this.#isEnabledByLanguage.get(key);
    if (known !== undefined) return known;
    const isEnabled = vscode.workspace.getConfiguration('editor', document).get('inlineSuggest.enabled', true);
    this.#isEnabledByLanguage.set(key, isEnabled);
    return isEnabled;
  }
}
