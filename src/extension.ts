import * as vscode from 'vscode';
import { DisposableStore } from './base/disposable.ts';
import { createMidfill } from './core/midfill.ts';
import { Attention } from './vscode/attention.ts';
import { createCommands } from './vscode/commands/all.ts';
import { registerCommands } from './vscode/commands/command.ts';
import { createDashboard } from './vscode/commands/show-dashboard.ts';
import { EditorStates } from './vscode/editor-state.ts';
import { connectEditor } from './vscode/connect-editor.ts';
import { createEditorHost } from './vscode/host.ts';
import { createInlineProvider } from './vscode/inline-provider.ts';
import { OtherProvider } from './vscode/other-provider.ts';
import { OutputLog } from './vscode/output-log.ts';
import { Presence } from './vscode/presence.ts';
import { ProviderRegistration } from './vscode/registration.ts';
import { ReportDocuments } from './vscode/report-documents.ts';
import { EditorSettings } from './vscode/settings.ts';
import { Situation } from './vscode/situation.ts';
import { Snooze } from './vscode/snooze.ts';
import { StatusBar } from './vscode/status-bar.ts';
import { keepStatus } from './vscode/status-updates.ts';
import { createShownContext } from './vscode/suggestion-shown.ts';
import { signalEndpoint } from './vscode/telemetry-consent.ts';
import { workspaceId } from './vscode/workspace-id.ts';

let close: (() => Promise<void>) | undefined;

/** Builds the parts, connects them and registers them; what is heavy comes in an idle moment. */
export function activate(context: vscode.ExtensionContext): void {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const output = store.add(new OutputLog());
  const { log } = output;
  const settings = store.add(new EditorSettings(log));
  const host = store.add(createEditorHost({ context, log, refresh: (place) => registration.refresh(place) }));
  const { documents, clock } = host;
  const midfill = store.add(
    createMidfill({
      host,
      settings,
      workspace: workspaceId(),
      isWorkspaceTrusted: () => vscode.workspace.isTrusted,
      signalEndpoint: () => signalEndpoint(settings),
    }),
  );
  const { session, decisions, router } = midfill;
  const editorStates = store.add(new EditorStates());
  const setShown = createShownContext();
  const onAnswer = ({ suggestions }: { suggestions: readonly unknown[] }): void => setShown(suggestions.length > 0);
  const provider = { session, documents, editorStates, onAnswer };
  const registration = store.add(new ProviderRegistration(() => createInlineProvider(provider)));
  const snooze = store.add(new Snooze(clock));
  const other = store.add(new OtherProvider());
  const presence = store.add(new Presence({ settings, snooze, other, memory: context.globalState }));
  const situation = new Situation({ decisions, router, documents, editorStates, settings, presence, other });
  const bar = store.add(new StatusBar());
  store.add(new Attention(() => session.didLeave()));
  store.add(connectEditor({ midfill, host, other, presence, registration }));
  store.add(
    keepStatus({
      bar,
      situation,
      clock,
      isAsking: () => router.status().some(({ activeRequests }) => activeRequests > 0),
      changes: [router.onDidChange, presence.onDidChange, settings.onDidChange, decisions.onDidRecord],
    }),
  );
  const reports = store.add(new ReportDocuments());
  const dashboard = store.add(createDashboard({ midfill, settings, endpoint: () => signalEndpoint(settings) }));
  const commandParts = { midfill, host, output, settings, presence, snooze, situation, reports, dashboard };
  store.add(registerCommands(createCommands(commandParts), log));
  close = async () => {
    await midfill.telemetry.sender.flush();
    await host.storage.close();
  };
}

export async function deactivate(): Promise<void> {
  await close?.();
}
