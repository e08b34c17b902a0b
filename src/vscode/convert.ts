import * as vscode from 'vscode';
import type { Position, Range, Uri } from '../core/document.ts';

/** The identity by which the core knows a document. */
export function toUri(uri: vscode.Uri): Uri {
  return uri.toString() as Uri;
}

export function fromUri(uri: Uri): vscode.Uri {
  return vscode.Uri.parse(uri, true);
}

export function toPosition({ line, character }: vscode.Position): Position {
  return { line, character };
}

export function toRange({ start, end }: vscode.Range): Range {
  return { start: toPosition(start), end: toPosition(end) };
}

export function fromRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
