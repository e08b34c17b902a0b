import * as vscode from 'vscode';
import type { Engine } from '../../core/engine.ts';
import type { Command } from './command.ts';

const reset = 'Reset';

/** Deletes what Midfill has counted on this machine, once the user has confirmed. */
export function resetStatisticsCommand(midfill: Engine): Command {
  return {
    id: 'midfill.resetStatistics',
    run: async () => {
      const chosen = await vscode.window.showWarningMessage(
        'Delete Midfill’s statistics of this machine?',
        {
          modal: true,
          detail:
            'Counts, times and rates go, what Midfill has learned from them, and signals that were not sent yet. Settings and keys stay.',
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
