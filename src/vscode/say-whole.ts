import * as vscode from 'vscode';

/** Says what is longer than one line, and offers what helps: without a button VS Code shows a message's first line only. */
export async function sayWhole(text: string, button: string, command: string, ...values: unknown[]): Promise<void> {
  const chosen = await vscode.window.showInformationMessage(text, button);
  if (chosen === button) await vscode.commands.executeCommand(command, ...values);
}
