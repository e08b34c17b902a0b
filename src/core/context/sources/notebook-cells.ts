import type { RankedSnippet } from '../../protocol.ts';
import type { OpenDocument } from '../open-document.ts';

/** The other cells of the cursor's notebook, those before it first: they have run, and what they define is there. */
export function notebookCells(
  document: OpenDocument,
  open: readonly OpenDocument[],
  maxTokens: number,
  charactersPerToken: number,
): readonly RankedSnippet[] {
  const notebook = notebookOf(document);
  if (notebook === undefined) return [];
  const cells = open
    .filter((other) => other !== document && notebookOf(other) === notebook && other.languageId === document.languageId)
    .filter(({ snapshot }) => snapshot.text.trim() !== '')
    .toSorted((a, b) => cellOrder(a) - cellOrder(b));
  const before = cells.filter((cell) => cellOrder(cell) < cellOrder(document));
  const after = cells.filter((cell) => cellOrder(cell) > cellOrder(document));
  const kept = new Set<OpenDocument>();
  let left = maxTokens;
  for (const cell of [...before.toReversed(), ...after]) {
    const tokens = Math.ceil(cell.snapshot.text.length / charactersPerToken) + 8;
    if (tokens > left) continue;
    left -= tokens;
    kept.add(cell);
  }
  return cells
    .filter((cell) => kept.has(cell))
    .map((cell) => ({
      source: 'notebook-cells' as const,
      label: `${cell.path.slice(cell.path.lastIndexOf('/') + 1)}:${cells.indexOf(cell) + 1}`,
      uri: cell.uri,
      path: cell.path,
      languageId: cell.languageId,
      text: cell.snapshot.text.trimEnd(),
      score: 2,
      tokens: Math.ceil(cell.snapshot.text.length / charactersPerToken) + 8,
      key: `${cell.uri}@${cell.snapshot.version}`,
    }));
}

/** `vscode-notebook-cell:/folder/book.ipynb#W2sZmlsZQ==`: the notebook is what comes before the fragment. */
function notebookOf({ uri }: OpenDocument): string | undefined {
  return uri.startsWith('vscode-notebook-cell:') ? uri.slice(0, uri.lastIndexOf('#')) : undefined;
}

/** VS Code numbers cells in their fragment, as `W` with a number in a base of its own: longer is later. */
function cellOrder({ uri }: OpenDocument): number {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';
  const handle = /^[A-Z]?([^s]*)/.exec(uri.slice(uri.lastIndexOf('#') + 2))?.[1] ?? '';
  return handle.split('').reduce((sum, digit) => sum * digits.length + digits.indexOf(digit), 0);
}
