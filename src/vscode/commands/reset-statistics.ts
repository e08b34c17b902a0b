import * as vscode from 'vscode';
import type { Engine } from '../../core/engine.ts';
import type { Command } from './command.ts';

/** Deletes what Midfill has counted on this machine, once the user has confirmed. */
export function resetStatisticsCommand(midfill: Engine): Command {
  return {
    id: 'midfill.resetStatistics',
    run: async () => {
      const reset = vscode.l10n.t('Reset');
      const chosen = await vscode.window.showWarningMessage(
        vscode.l10n.t('Delete Midfill’s statistics on this machine?'),
        {
          modal: true,
          detail: vscode.l10n.t(
            'This deletes counts, times and rates, what Midfill has learned from them, and signals not sent yet. Settings and keys stay.',
          ),
        },
        reset,
      );
      if (chosen !== reset) return;
      await midfill.forgetLessons();
      await midfill.telemetry.statistics.reset();
      await midfill.telemetry.sender.discard();
    },
  };
}
