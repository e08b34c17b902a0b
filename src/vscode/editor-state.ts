import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { EditorState } from '../core/completion/api.ts';

const watched = ['editor.inlineSuggest.enabled', 'editor.autoClosingBrackets', 'editor.autoClosingQuotes'] as const;

/** What a call needs to know of its editor. Settings are remembered by language: reading them costs at each key. */
export class EditorStates implements Disposable {
  readonly #store = new DisposableStore();
  readonly #settings = new Map<string, Pick<EditorState, 'isInlineSuggestEnabled' | 'autoClosed'>>();

  constructor() {
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (watched.some((setting) => event.affectsConfiguration(setting))) this.#settings.clear();
      }),
    );
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#settings.clear()));
  }

  of(document: vscode.TextDocument): EditorState {
    const editor =
      vscode.window.activeTextEditor?.document === document
        ? vscode.window.activeTextEditor
        : vscode.window.visibleTextEditors.find((visible) => visible.document === document);
    const tabSize = editor?.options.tabSize;
    return {
      cursorCount: editor?.selections.length ?? 1,
      ...this.#settingsOf(document),
      // VS Code doesn't tell; it hides ghost text in snippets by itself.
      isInSnippet: false,
      tabSize: typeof tabSize === 'number' ? tabSize : 4,
    };
  }

  dispose(): void {
    this.#store.dispose();
  }

  #settingsOf(document: vscode.TextDocument): Pick<EditorState, 'isInlineSuggestEnabled' | 'autoClosed'> {
    const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.index ?? -1;
    const key = `${folder} ${document.languageId}`;
    const known = this.#settings.get(key);
    if (known !== undefined) return known;
    const editor = vscode.workspace.getConfiguration('editor', document);
    const closesBrackets = editor.get<string>('autoClosingBrackets') !== 'never';
    const closesQuotes = editor.get<string>('autoClosingQuotes') !== 'never';
    const settings = {
      isInlineSuggestEnabled: editor.get('inlineSuggest.enabled', true),
      autoClosed: `${closesBrackets ? '([{' : ''}${closesQuotes ? '"\'`' : ''}`,
    };
    this.#settings.set(key, settings);
    return settings;
  }
}
