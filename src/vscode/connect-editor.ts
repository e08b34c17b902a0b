import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Engine } from '../core/engine.ts';
import { editorExcludes } from './editor-excludes.ts';
import { watchFiles } from './file-events.ts';
import type { EditorHost } from './host.ts';
import type { Presence } from './presence.ts';
import type { ProviderRegistration } from './registration.ts';

/** After VS Code's start has settled: the workers, the index, the keys. */
const startAfterMs = 200;
/** By then what starts with VS Code has started. */
const lookAgainAfterMs = 5000;
/** Loading the HTTP client takes 50 ms or so of the extension host, which nobody notices in an idle second. */
const loadTransportAfterMs = 3000;

/** Lets the parts follow the editor: files, excludes, folders, and whether Midfill takes part at all. */
export function connectEditor(parts: {
  readonly midfill: Engine;
  readonly host: EditorHost;
  readonly presence: Presence;
  readonly registration: ProviderRegistration;
}): Disposable {
  const { midfill, host, presence, registration } = parts;
  const { embedded, rules } = midfill;
  const store = new DisposableStore();
  const log = host.log.child('vscode');

  const register = (): void => {
    registration.isRegistered = presence.state.kind === 'on';
  };
  store.add(presence.onDidChange(register));
  // Until it is known whether another provider is at work, nobody is registered: a suggestion that goes away is worse.
  void presence.other.look().then(() => {
    if (!store.isDisposed) register();
  });

  // VS Code doesn't tell when an extension becomes active, and others may start after us.
  const lookAgain = (): void => void presence.other.look();
  store.add(host.clock.setTimer(lookAgainAfterMs, lookAgain));
  store.add(vscode.window.onDidChangeActiveTextEditor(lookAgain));

  // Keys that were set or taken away in another window; VS Code tells of those of its own storage only.
  store.add(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) void midfill.providers.readKeys();
    }),
  );

  const readExcludes = (): void => rules.setExcludes(editorExcludes());
  readExcludes();
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('files.exclude') || event.affectsConfiguration('search.exclude')) readExcludes();
    }),
  );
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => embedded.didChangeFolders()));
  store.add(
    watchFiles(host.clock, (events) => {
      for (const uri of [...events.changed, ...events.deleted]) rules.didChange(uri);
      embedded.didChangeFiles(events);
    }),
  );

  store.add(
    host.clock.setTimer(startAfterMs, () => {
      // The walkthrough asks for it: VS Code opens one by itself that is there when an extension is installed.
      void vscode.commands.executeCommand('setContext', 'midfill.hasStarted', true);
      midfill.start().catch((error: unknown) => {
        log.error('Midfill could not start fully.', { message: error instanceof Error ? error.message : 'unknown' });
      });
    }),
  );
  store.add(
    host.clock.setTimer(loadTransportAfterMs, () => {
      host.transport.load().catch(() => log.warn('The HTTP client could not be loaded.'));
    }),
  );
  return store;
}
