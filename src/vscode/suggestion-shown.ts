import * as vscode from 'vscode';

/** Keeps the context key on which our key bindings depend. VS Code is told only when it changes. */
export function createShownContext(): (isShown: boolean) => void {
  let known = false;
  return (isShown) => {
    if (isShown === known) return;
    known = isShown;
    void vscode.commands.executeCommand('setContext', 'midfill.suggestionShown', isShown);
  };
}
