import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Log } from '../../core/host.ts';

/** One command of the manifest, or one that only Midfill itself runs. */
export interface Command {
  readonly id: string;
  readonly run: (...values: readonly unknown[]) => void | Promise<void>;
}

/** Registers commands. What goes wrong in one is said once, where the user is looking. */
export function registerCommands(commands: readonly Command[], log: Log): Disposable {
  const store = new DisposableStore();
  for (const { id, run } of commands) {
    store.add(
      vscode.commands.registerCommand(id, async (...values: readonly unknown[]) => {
        try {
          await run(...values);
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          log.error('A command failed.', { command: id, message });
          void sayFailure(vscode.l10n.t('Midfill could not do that. {0}', message));
        }
      }),
    );
  }
  return store;
}

/** With a button VS Code shows a message whole; without one, its first line. */
async function sayFailure(text: string): Promise<void> {
  const showLog = vscode.l10n.t('Show Log');
  const chosen = await vscode.window.showErrorMessage(text, showLog);
  if (chosen === showLog) await vscode.commands.executeCommand('midfill.showLog');
}
