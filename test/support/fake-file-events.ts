import type * as vscode from 'vscode';
import { Emitter } from '../../src/base/emitter.ts';

const created = new Emitter<vscode.Uri>();
const changed = new Emitter<vscode.Uri>();
const deleted = new Emitter<vscode.Uri>();
const deletedHere = new Emitter<{ readonly files: readonly vscode.Uri[] }>();
const renamedHere = new Emitter<{
  readonly files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[];
}>();

/** Changes of files as VS Code tells them: `workspace` is what it has for them, the rest is what tests steer. */
export const fakeFileEvents = {
  workspace: {
    createFileSystemWatcher: (): object => ({
      onDidCreate: created.event,
      onDidChange: changed.event,
      onDidDelete: deleted.event,
      dispose: (): void => {},
    }),
    onDidDeleteFiles: deletedHere.event,
    onDidRenameFiles: renamedHere.event,
  },
  /** What the watcher sees on the disk. */
  create: (uri: vscode.Uri): void => created.fire(uri),
  change: (uri: vscode.Uri): void => changed.fire(uri),
  delete: (uri: vscode.Uri): void => deleted.fire(uri),
  /** What the user does in the explorer, before the watcher sees it. */
  deleteInExplorer: (uri: vscode.Uri): void => deletedHere.fire({ files: [uri] }),
  renameInExplorer: (oldUri: vscode.Uri, newUri: vscode.Uri): void => renamedHere.fire({ files: [{ oldUri, newUri }] }),
};
