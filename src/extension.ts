import * as vscode from 'vscode';
import { DisposableStore } from './base/disposable.ts';
import { createEngine } from './core/engine.ts';
import { Attention } from './vscode/attention.ts';
import { registerAllCommands } from './vscode/commands/register-all.ts';
import { connectEditor } from './vscode/connect-editor.ts';
import { EditorStates } from './vscode/editor-state.ts';
import { createEditorHost } from './vscode/host.ts';
import { createInlineProvider } from './vscode/inline-provider.ts';
import { showNotices } from './vscode/notices.ts';
import { OutputLog } from './vscode/output-log.ts';
import { Presence } from './vscode/presence.ts';
import { ProviderRegistration } from './vscode/registration.ts';
import { ReportDocuments } from './vscode/report-documents.ts';
import { EditorSettings } from './vscode/settings.ts';
import { Situation } from './vscode/situation.ts';
import { StatusBar } from './vscode/status-bar.ts';
import { keepStatus } from './vscode/status-updates.ts';
import { createShownContext } from './vscode/suggestion-shown.ts';
import { signalEndpoint } from './vscode/telemetry-consent.ts';
import { workspaceId } from './vscode/workspace-id.ts';

let close: (() => Promise<void>) | undefined;

/** Builds the parts and connects them; what is heavy comes in an idle moment. */
export function activate(context: vscode.ExtensionContext): void {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const output = store.add(new OutputLog());
  const { log } = output;
  const settings = store.add(new EditorSettings(log));
  const host = store.add(createEditorHost({ context, log, refresh: (place) => registration.refresh(place) }));
  const { documents, clock } = host;
  const midfill = store.add(
    createEngine({
      host,
      settings,
      workspace: workspaceId(),
      isWorkspaceTrusted: () => vscode.workspace.isTrusted,
      signalEndpoint: () => signalEndpoint(settings),
    }),
  );
  const { session } = midfill;
  const editorStates = store.add(new EditorStates());
  const provider = { session, documents, editorStates, log, onAnswer: createShownContext() };
  const registration = store.add(new ProviderRegistration(() => createInlineProvider(provider)));
  const presence = store.add(new Presence({ settings, clock, memory: context.globalState }));
  const situation = new Situation({ midfill, documents, editorStates, settings, presence, files: host.files });
  store.add(new Attention(clock, () => session.didLeave()));
  store.add(keepStatus({ bar: store.add(new StatusBar()), midfill, situation, presence, clock }));
  store.add(showNotices({ midfill, settings }));
  const reports = store.add(new ReportDocuments());
  store.add(registerAllCommands(context.extension, { midfill, host, output, settings, presence, situation, reports }));
  store.add(connectEditor({ midfill, host, presence, registration }));
  close = async () => {
    // What is on screen ends here, and with it what was taken of it.
    session.didLeave();
    await midfill.telemetry.sender.flush();
    await host.storage.close();
  };
}

export async function deactivate(): Promise<void> {
  await close?.();
}
