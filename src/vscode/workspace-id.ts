import { createHash } from 'node:crypto';
import * as vscode from 'vscode';

/** Stands for the open workspace without naming it, the same in every session. */
export function workspaceId(): string {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString()).toSorted();
  return folders.length === 0 ? 'none' : createHash('sha256').update(folders.join('\n')).digest('hex').slice(0, 32);
}
