import * as vscode from 'vscode';
import type { DisposableStore } from '../../base/disposable.ts';
import type { Engine } from '../../core/engine.ts';
import type { EditorHost } from '../host.ts';
import type { OutputLog } from '../output-log.ts';
import type { Presence } from '../presence.ts';
import type { ReportDocuments } from '../report-documents.ts';
import type { EditorSettings } from '../settings.ts';
import type { Situation } from '../situation.ts';
import { signalEndpoint } from '../telemetry-consent.ts';
import type { Command } from './command.ts';
import { clearKeyCommand } from './clear-key.ts';
import { copyDiagnosticsCommand } from './copy-diagnostics.ts';
import { openWalkthroughCommand } from './open-walkthrough.ts';
import { resetStatisticsCommand } from './reset-statistics.ts';
import { setUpProviderCommand } from './set-up-provider.ts';
import { createDashboard, showDashboardCommand } from './show-dashboard.ts';
import { showLogCommand } from './show-log.ts';
import { showPromptCommand } from './show-prompt.ts';
import { showWhatWouldBeSentCommand } from './show-what-would-be-sent.ts';
import { snoozeCommand } from './snooze.ts';
import { switchModelCommand } from './switch-model.ts';
import { switchProviderCommand } from './switch-provider.ts';
import { toggleCommand } from './toggle.ts';
import { whyNoSuggestionCommand } from './why-no-suggestion.ts';

export interface CommandParts {
  readonly midfill: Engine;
  readonly host: EditorHost;
  readonly output: OutputLog;
  readonly settings: EditorSettings;
  readonly presence: Presence;
  readonly situation: Situation;
  readonly reports: ReportDocuments;
  /** For what commands leave open. */
  readonly store: DisposableStore;
}

/** The commands of the manifest that nobody needs while typing: a bundle of its own, loaded when the first of them runs. */
export function allCommands(parts: CommandParts): readonly Command[] {
  const { midfill, host, output, settings, presence, situation, reports, store } = parts;
  const { telemetry } = midfill;
  const endpoint = (): string | undefined => signalEndpoint(settings);
  const dashboard = store.add(createDashboard({ midfill, settings, endpoint, log: host.log.child('dashboard') }));
  return [
    setUpProviderCommand({ midfill, host, settings }),
    switchProviderCommand({ midfill, settings }),
    switchModelCommand({ host, settings }),
    clearKeyCommand({ midfill, secrets: host.secrets }),
    toggleCommand({ midfill, settings, presence, files: host.files }),
    snoozeCommand(presence.snooze),
    whyNoSuggestionCommand(situation),
    showPromptCommand({ midfill, settings, clock: host.clock, documents: host.documents, reports }),
    showDashboardCommand(dashboard),
    showLogCommand(output),
    openWalkthroughCommand,
    copyDiagnosticsCommand(() => ({
      versions: {
        vscode: vscode.version,
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
      },
      presence: presence.state.kind,
      settings: settings.current,
      providers: midfill.router.status(),
      tokenEstimates: midfill.tokenEstimates(),
      decisions: midfill.decisions.all(),
      logLines: output.recentLines(),
    })),
    showWhatWouldBeSentCommand({ telemetry, reports, endpoint }),
    resetStatisticsCommand(midfill),
  ];
}
