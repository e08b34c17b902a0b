import * as vscode from 'vscode';
import { type DiagnosticsFacts, diagnosticsText } from '../diagnostics.ts';
import type { Command } from './command.ts';

/** Puts a report for an issue on the clipboard. */
export function copyDiagnosticsCommand(facts: () => DiagnosticsFacts): Command {
  return {
    id: 'midfill.copyDiagnostics',
    run: async () => {
      await vscode.env.clipboard.writeText(diagnosticsText(facts()));
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Diagnostics on the clipboard, without code, keys or paths.'),
      );
    },
  };
}
