import * as vscode from 'vscode';
import { fieldReasons } from '../../core/telemetry/events.ts';
import type { Telemetry } from '../../core/telemetry/telemetry.ts';
import type { ReportDocuments } from '../report-documents.ts';
import type { Command } from './command.ts';

/** Shows the next batch of signals exactly as it would go out, and whether it does. */
export function showWhatWouldBeSentCommand(parts: {
  readonly telemetry: Telemetry;
  readonly reports: ReportDocuments;
  readonly endpoint: () => string | undefined;
}): Command {
  const { telemetry, reports, endpoint } = parts;
  return {
    id: 'midfill.showWhatWouldBeSent',
    run: async () => {
      const destination = endpoint();
      const explanation =
        destination === undefined
          ? vscode.l10n.t('Nothing is sent: midfill.telemetry.endpoint is empty, or telemetry is off in VS Code.')
          : vscode.l10n.t('Goes to {0}/api/signals every 30 seconds, or at 100 events.', destination);
      const { waiting, delivered, lost } = telemetry.sender.counts();
      const events = telemetry.sender.preview();
      const report = { explanation, waiting, delivered, lost, events, fields: fieldReasons() };
      await reports.show('what-would-be-sent.json', `${JSON.stringify(report, null, 2)}\n`);
    },
  };
}
