import * as vscode from 'vscode';
import { type Disposable, DisposableSlot, DisposableStore } from '../base/disposable.ts';
import type { Uri } from '../core/document.ts';
import type { Clock } from '../core/host.ts';
import { toUri } from './convert.ts';

/** A checkout or a build changes many files at once: they are told together. */
const batchMs = 300;

export interface FileEvents {
  readonly changed: readonly Uri[];
  readonly deleted: readonly Uri[];
}

/** Tells of files that change in the workspace's folders, in batches. */
export function watchFiles(clock: Clock, onEvents: (events: FileEvents) => void): Disposable {
  const store = new DisposableStore();
  const timer = store.add(new DisposableSlot<Disposable>());
  const pending = new Map<Uri, 'changed' | 'deleted'>();
  const note =
    (what: 'changed' | 'deleted') =>
    (uri: vscode.Uri): void => {
      pending.set(toUri(uri), what);
      timer.value ??= clock.setTimer(batchMs, () => {
        timer.clear();
        const all = [...pending];
        pending.clear();
        const of = (which: string): readonly Uri[] => all.filter(([, kind]) => kind === which).map(([known]) => known);
        onEvents({ changed: of('changed'), deleted: of('deleted') });
      });
    };
  const watcher = store.add(vscode.workspace.createFileSystemWatcher('**/*'));
  store.add(watcher.onDidCreate(note('changed')));
  store.add(watcher.onDidChange(note('changed')));
  store.add(watcher.onDidDelete(note('deleted')));
  return store;
}

/** The globs by which the user keeps files out of the explorer and of searches. */
export function editorExcludes(): readonly string[] {
  return ['files', 'search'].flatMap((section) =>
    Object.entries(vscode.workspace.getConfiguration(section).get<Record<string, unknown>>('exclude') ?? {})
      .filter(([, isOn]) => isOn === true)
      .map(([glob]) => glob),
  );
}
