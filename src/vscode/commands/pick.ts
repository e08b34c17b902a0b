import * as vscode from 'vscode';

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** Lets the user choose; undefined where they leave it. */
export async function pick<T>(placeHolder: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
  return (await vscode.window.showQuickPick(choices, { placeHolder, matchOnDescription: true }))?.value;
}
