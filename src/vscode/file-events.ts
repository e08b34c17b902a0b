import * as vscode from 'vscode';
import { type Disposable, DisposableSlot, DisposableStore } from '../base/disposable.ts';
import type { Uri } from '../core/document.ts';
import type { Clock } from '../core/host.ts';
import { toUri } from './convert.ts';

/** A checkout or a build changes many files at once: they are told together. */
const batchMs = 300;
/** What is gone, or ignored from now on, is in no prompt any more: that can't wait. */
const urgentBatchMs = 20;

export interface FileEvents {
  readonly changed: readonly Uri[];
  readonly deleted: readonly Uri[];
}

/** Tells of files that change in the workspace's folders, in batches. */
export function watchFiles(clock: Clock, onEvents: (events: FileEvents) => void): Disposable {
  const store = new DisposableStore();
  const timer = store.add(new DisposableSlot<Disposable>());
  const pending = new Map<Uri, 'changed' | 'deleted'>();
  let isUrgent = false;
  const tell = (): void => {
    timer.clear();
    isUrgent = false;
    const all = [...pending];
    pending.clear();
    const of = (which: string): readonly Uri[] => all.filter(([, kind]) => kind === which).map(([known]) => known);
    onEvents({ changed: of('changed'), deleted: of('deleted') });
  };
  const note =
    (what: 'changed' | 'deleted') =>
    (uri: vscode.Uri): void => {
      pending.set(toUri(uri), what);
      if (!isUrgent && (what === 'deleted' || uri.path.endsWith('ignore'))) {
        isUrgent = true;
        timer.value = clock.setTimer(urgentBatchMs, tell);
      }
      timer.value ??= clock.setTimer(batchMs, tell);
    };
  const watcher = store.add(vscode.workspace.createFileSystemWatcher('**/*'));
  store.add(watcher.onDidCreate(note('changed')));
  store.add(watcher.onDidChange(note('changed')));
  store.add(watcher.onDidDelete(note('deleted')));
  // What the user does in the explorer is told here long before the watcher has seen it on the disk.
  store.add(vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach(note('deleted'))));
  store.add(
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) {
        note('deleted')(oldUri);
        note('changed')(newUri);
      }
    }),
  );
  return store;
}
