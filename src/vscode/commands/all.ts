import * as vscode from 'vscode';
import type { Midfill } from '../../core/midfill.ts';
import type { EditorHost } from '../host.ts';
import type { OutputLog } from '../output-log.ts';
import type { Presence } from '../presence.ts';
import type { EditorSettings } from '../settings.ts';
import type { Situation } from '../situation.ts';
import type { Snooze } from '../snooze.ts';
import type { Command } from './command.ts';
import { copyDiagnosticsCommand } from './copy-diagnostics.ts';
import { notificationCommands } from './notifications.ts';
import { showLogCommand } from './show-log.ts';
import { snoozeCommand } from './snooze.ts';
import { toggleCommand } from './toggle.ts';
import { triggerCommand } from './trigger.ts';
import { whyNoSuggestionCommand } from './why-no-suggestion.ts';

export interface CommandParts {
  readonly midfill: Midfill;
  readonly host: EditorHost;
  readonly output: OutputLog;
  readonly settings: EditorSettings;
  readonly presence: Presence;
  readonly snooze: Snooze;
  readonly situation: Situation;
}

/** Every command that Midfill registers, in the manifest's order, then those that only it runs. */
export function createCommands(parts: CommandParts): readonly Command[] {
  const { midfill, output, settings, presence, snooze, situation } = parts;
  return [
    toggleCommand({ settings, presence }),
    snoozeCommand(snooze),
    triggerCommand,
    whyNoSuggestionCommand(situation),
    showLogCommand(output),
    copyDiagnosticsCommand(() => ({
      versions: {
        vscode: vscode.version,
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
      },
      presence: presence.state.kind,
      settings: settings.current,
      providers: midfill.router.status(),
      decisions: midfill.decisions.all(),
      logLines: output.recentLines(),
    })),
    ...notificationCommands(midfill.session),
  ];
}
