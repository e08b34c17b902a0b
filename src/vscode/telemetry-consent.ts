import * as vscode from 'vscode';
import type { EditorSettings } from './settings.ts';

/** Where signals may go: the user has set an endpoint, and VS Code's own telemetry is on. */
export function signalEndpoint({ current }: EditorSettings): string | undefined {
  const endpoint = current['telemetry.endpoint'];
  return endpoint !== '' && vscode.env.isTelemetryEnabled ? endpoint : undefined;
}
