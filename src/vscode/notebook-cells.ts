import * as vscode from 'vscode';
import type { Uri } from '../core/document.ts';
import { toUri } from './convert.ts';

/** Cells around the one that is looked at that count as looked at, too: more than fit into a prompt. */
const cellsBefore = 20;
const cellsAfter = 5;

/** The cells of the notebook that a cell belongs to, in its order; none for what is no cell. */
export function cellsOf(uri: Uri): readonly Uri[] {
  return notebookOf(uri)?.map(({ document }) => toUri(document.uri)) ?? [];
}

/** The documents of the code cells around a cell, which VS Code draws, and so tells of, only as they scroll into view. */
export function cellsAround({ uri }: vscode.TextDocument): readonly vscode.TextDocument[] {
  const cells = notebookOf(toUri(uri)) ?? [];
  const at = cells.findIndex(({ document }) => document.uri.toString() === uri.toString());
  return cells
    .slice(Math.max(0, at - cellsBefore), at + cellsAfter + 1)
    .filter(({ kind }) => kind === vscode.NotebookCellKind.Code)
    .map(({ document }) => document);
}

function notebookOf(uri: Uri): readonly vscode.NotebookCell[] | undefined {
  if (!uri.startsWith('vscode-notebook-cell:')) return undefined;
  return vscode.workspace.notebookDocuments
    .map((notebook) => notebook.getCells())
    .find((cells) => cells.some(({ document }) => toUri(document.uri) === uri));
}
