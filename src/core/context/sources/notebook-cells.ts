import type { Uri } from '../../document.ts';
import type { RankedSnippet } from '../../protocol.ts';
import type { OpenDocument } from '../open-document.ts';

/** The other cells of the cursor's notebook, those before it first: they have run, and what they define is there. */
export function notebookCells(parts: {
  readonly document: OpenDocument;
  readonly open: readonly OpenDocument[];
  /** All cells of its notebook. */
  readonly order: readonly Uri[];
  readonly maxTokens: number;
  readonly charactersPerToken: number;
}): readonly RankedSnippet[] {
  const { document, open, order, charactersPerToken } = parts;
  const orderOf = ({ uri }: OpenDocument): number => order.indexOf(uri);
  const cells = open
    .filter((other) => other !== document && orderOf(other) !== -1 && other.languageId === document.languageId)
    .filter(({ snapshot }) => snapshot.text.trim() !== '')
    .toSorted((a, b) => orderOf(a) - orderOf(b));
  const before = cells.filter((cell) => orderOf(cell) < orderOf(document));
  const after = cells.filter((cell) => orderOf(cell) > orderOf(document));
  const kept = new Set<OpenDocument>();
  let left = parts.maxTokens;
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
      label: `${cell.path.slice(cell.path.lastIndexOf('/') + 1)}:${orderOf(cell) + 1}`,
      uri: cell.uri,
      path: cell.path,
      languageId: cell.languageId,
      text: cell.snapshot.text.trimEnd(),
      score: 2,
      tokens: Math.ceil(cell.snapshot.text.length / charactersPerToken) + 8,
      key: `${cell.uri}@${cell.snapshot.version}`,
    }));
}
