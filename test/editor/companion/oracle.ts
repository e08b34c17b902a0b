import * as vscode from 'vscode';

/** What the open file will hold in the end. */
let target = '';
let registration: vscode.Disposable | undefined;

/**
 * Knows what is going to be typed, and says the rest of the line at once, without waiting for anything: what VS Code
 * makes of such a provider is its own doing.
 */
export function foretell(text: string): vscode.Disposable {
  target = text;
  registration ??= vscode.languages.registerInlineCompletionItemProvider(
    { scheme: 'file' },
    { provideInlineCompletionItems },
  );
  return registration;
}

function provideInlineCompletionItems(
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.InlineCompletionItem[] {
  const before = document.getText(new vscode.Range(new vscode.Position(0, 0), position));
  if (!target.startsWith(before)) return [];
  const rest = /^[^\n]*/.exec(target.slice(before.length))?.[0] ?? '';
  const line = document.lineAt(position);
  if (rest === line.text.slice(position.character)) return [];
  return [new vscode.InlineCompletionItem(rest, new vscode.Range(position, line.range.end))];
}
