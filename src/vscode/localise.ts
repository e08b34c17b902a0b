import * as vscode from 'vscode';

/**
 * A sentence of the core in the user's language. The core knows English only, so a sentence is looked up by its own
 * words: those that hold no values are in the bundle, the others stay as they are.
 */
export function localise(sentence: string): string {
  return vscode.l10n.t(sentence);
}
