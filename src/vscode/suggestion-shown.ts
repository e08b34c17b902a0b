import * as vscode from 'vscode';
import type { CompletionAnswer } from '../core/completion/api.ts';

/** Keeps the context key on which our key bindings depend. VS Code is told only when it changes. */
export function createShownContext(): (answer: CompletionAnswer) => void {
  let known = false;
  return ({ suggestions }) => {
    const isShown = suggestions.length > 0;
    if (isShown === known) return;
    known = isShown;
    void vscode.commands.executeCommand('setContext', 'midfill.suggestionShown', isShown);
  };
}
