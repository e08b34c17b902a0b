import { type DocumentSnapshot, baseName } from '../../document.ts';
import type { NotebookCell } from '../../host.ts';
import type { RankedSnippet } from '../../protocol.ts';

/** What naming a cell takes, in tokens. */
const nameTokens = 8;

/**
 * The other cells of the cursor's notebook. They stand for what a file has above and below the cursor: so the nearest
 * ones that fit into `maxTokens` are taken, those before the cursor first (they have run, and what they define is there),
 * and no prompt waits for them.
 */
export function notebookCells(parts: {
  readonly document: DocumentSnapshot;
  /** Of its notebook, itself among them, in their order. */
  readonly cells: readonly NotebookCell[];
  readonly path: string;
  readonly maxTokens: number;
  readonly charactersPerToken: number;
}): readonly RankedSnippet[] {
  const { document, path, charactersPerToken } = parts;
  const at = parts.cells.find((cell) => cell.document.uri === document.uri)?.number;
  if (at === undefined) return [];
  const cells = parts.cells.filter(
    ({ number, document: { languageId, text } }) =>
      number !== at && languageId === document.languageId && text.trim() !== '',
  );
  const tokensOf = (cell: NotebookCell): number =>
    Math.ceil(cell.document.text.length / charactersPerToken) + nameTokens;
  const before = cells.filter(({ number }) => number < at);
  const after = cells.filter(({ number }) => number > at);
  const kept = new Set<NotebookCell>();
  let left = parts.maxTokens;
  for (const cell of [...before.toReversed(), ...after]) {
    const tokens = tokensOf(cell);
    if (tokens > left) continue;
    left -= tokens;
    kept.add(cell);
  }
  return cells
    .filter((cell) => kept.has(cell))
    .map((cell) => ({
      source: 'notebook-cells' as const,
      label: `${baseName(cell.document.uri)}:${cell.number}`,
      uri: cell.document.uri,
      path,
      languageId: cell.document.languageId,
      text: cell.document.text.trimEnd(),
      score: 2,
      tokens: tokensOf(cell),
      key: `${cell.document.uri}@${cell.document.version}`,
    }));
}
