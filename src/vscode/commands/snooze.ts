import * as vscode from 'vscode';
import type { Snooze } from '../snooze.ts';
import type { Command } from './command.ts';
import { type Choice, pick } from './pick.ts';

const minuteMs = 60_000;

const durations = (): readonly Choice<number>[] => [
  { label: vscode.l10n.t('5 minutes'), value: 5 * minuteMs },
  { label: vscode.l10n.t('15 minutes'), value: 15 * minuteMs },
  { label: vscode.l10n.t('1 hour'), value: 60 * minuteMs },
  { label: vscode.l10n.t('4 hours'), value: 240 * minuteMs },
];

/** Pauses suggestions for a while, or ends the pause. */
export function snoozeCommand(snooze: Snooze): Command {
  return {
    id: 'midfill.snooze',
    run: async () => {
      const end: readonly Choice<number>[] =
        snooze.until === undefined ? [] : [{ label: vscode.l10n.t('End the pause'), value: 0 }];
      const durationMs = await pick(vscode.l10n.t('Pause suggestions for …'), [...end, ...durations()]);
      if (durationMs === 0) snooze.end();
      else if (durationMs !== undefined) snooze.start(durationMs);
    },
  };
}
