import * as vscode from 'vscode';
import type { StagedItem } from './protocol.ts';

/** Puts a line with an inline completion before VS Code, exactly as given, and waits until that has judged it. */
export class ItemStage implements vscode.Disposable {
  readonly #registration: vscode.Disposable;
  #items: vscode.InlineCompletionItem[] = [];

  constructor() {
    this.#registration = vscode.languages.registerInlineCompletionItemProvider(
      { scheme: 'file' },
      { provideInlineCompletionItems: () => this.#items },
    );
  }

  async show({ line, cursor, start, end, text }: StagedItem): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) throw new Error('No editor is open.');
    this.#items = [];
    await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    const { document } = editor;
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    await editor.edit((edit) => edit.replace(all, `${line}\n`), { undoStopBefore: false, undoStopAfter: false });
    const at = new vscode.Position(0, cursor);
    editor.selection = new vscode.Selection(at, at);
    this.#items = [new vscode.InlineCompletionItem(text, new vscode.Range(0, start, 0, end))];
    // Ends when the answer is taken in.
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
