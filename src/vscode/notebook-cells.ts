import * as vscode from 'vscode';
import type { Uri } from '../core/document.ts';
import { toUri } from './convert.ts';

/** Cells around the one that is looked at that count as looked at, too: more than fit into a prompt. */
const cellsBefore = 20;
const cellsAfter = 5;

/**
 * The code cells around a cell, itself among them, with their numbers in the notebook; none for what is no cell. VS Code
 * draws cells, and so tells of them, only as they scroll into view.
 */
export function cellsAround(uri: Uri): readonly { readonly number: number; readonly document: vscode.TextDocument }[] {
  const cells = notebookOf(uri) ?? [];
  const at = cells.findIndex(({ document }) => toUri(document.uri) === uri);
  const first = Math.max(0, at - cellsBefore);
  return cells
    .slice(first, at + cellsAfter + 1)
    .map(({ kind, document }, index) => ({ kind, document, number: first + index + 1 }))
    .filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
}

function notebookOf(uri: Uri): readonly vscode.NotebookCell[] | undefined {
  if (!uri.startsWith('vscode-notebook-cell:')) return undefined;
  return vscode.workspace.notebookDocuments
    .map((notebook) => notebook.getCells())
    .find((cells) => cells.some(({ document }) => toUri(document.uri) === uri));
}
