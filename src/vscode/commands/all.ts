import * as vscode from 'vscode';
import type { Midfill } from '../../core/midfill.ts';
import type { EditorHost } from '../host.ts';
import type { OutputLog } from '../output-log.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import type { Presence } from '../presence.ts';
import type { ReportDocuments } from '../report-documents.ts';
import type { EditorSettings } from '../settings.ts';
import type { Situation } from '../situation.ts';
import type { Snooze } from '../snooze.ts';
import { signalEndpoint } from '../telemetry-consent.ts';
import type { Command } from './command.ts';
import { copyDiagnosticsCommand } from './copy-diagnostics.ts';
import { notificationCommands } from './notifications.ts';
import { resetStatisticsCommand } from './reset-statistics.ts';
import { setUpProviderCommand } from './set-up-provider.ts';
import { showDashboardCommand } from './show-dashboard.ts';
import { showLogCommand } from './show-log.ts';
import { showPromptCommand } from './show-prompt.ts';
import { showWhatWouldBeSentCommand } from './show-what-would-be-sent.ts';
import { snoozeCommand } from './snooze.ts';
import { switchModelCommand } from './switch-model.ts';
import { switchProviderCommand } from './switch-provider.ts';
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
  readonly reports: ReportDocuments;
  readonly dashboard: Dashboard;
}

/** Every command that Midfill registers, in the manifest's order, then those that only it runs. */
export function createCommands(parts: CommandParts): readonly Command[] {
  const { midfill, host, output, settings, presence, snooze, situation, reports, dashboard } = parts;
  const { telemetry } = midfill;
  return [
    setUpProviderCommand({ midfill, host, settings }),
    switchProviderCommand({ midfill, settings }),
    switchModelCommand({ settings }),
    toggleCommand({ settings, presence }),
    snoozeCommand(snooze),
    triggerCommand,
    whyNoSuggestionCommand(situation),
    showPromptCommand({ midfill, settings, documents: host.documents, reports }),
    showDashboardCommand(dashboard),
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
    showWhatWouldBeSentCommand({ telemetry, reports, endpoint: () => signalEndpoint(settings) }),
    resetStatisticsCommand(midfill),
    ...notificationCommands(midfill.session),
  ];
}
