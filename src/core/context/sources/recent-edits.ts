import type { RankedSnippet } from '../../protocol.ts';
import type { OpenDocument } from '../open-document.ts';

/** Edits that close to the cursor are in the window around it, as they are now. */
const surroundings = 1200;

/** What the user changed lately elsewhere, as diffs: what was done there is often what is to be done here. */
export function recentEdits(parts: {
  readonly document: OpenDocument;
  readonly offset: number;
  readonly others: readonly OpenDocument[];
  readonly maxTokens: number;
  readonly charactersPerToken: number;
}): { readonly snippets: readonly RankedSnippet[]; readonly offered: number } {
  const { document, offset, charactersPerToken } = parts;
  const own = document.history
    .places(document.snapshot.text)
    .filter(({ start, end }) => end < offset - surroundings || start > offset + surroundings);
  const all = [
    ...own.map((place) => ({ place, of: document })),
    ...parts.others.flatMap((other) =>
      other.history.places(other.snapshot.text).map((place) => ({ place, of: other })),
    ),
  ];
  // By document, in the order of its use; in a document by its own counter of edits.
  const newestFirst = all.toSorted((a, b) => b.of.lastUse - a.of.lastUse || b.place.order - a.place.order);
  const snippets: RankedSnippet[] = [];
  let left = parts.maxTokens;
  for (const [rank, { place, of }] of newestFirst.entries()) {
    const text = diffOf(place.before, place.after);
    const tokens = Math.ceil(text.length / charactersPerToken) + 12;
    if (text === '' || tokens > left) continue;
    left -= tokens;
    const line = of.snapshot.positionAt(place.start).line + 1;
    snippets.push({
      source: 'recent-edits',
      label: `${of.path.slice(of.path.lastIndexOf('/') + 1)}:${line}`,
      uri: of.uri,
      path: of.path,
      languageId: 'diff',
      text,
      score: 1.5 / (1 + rank / 4),
      tokens,
      key: `${of.uri}#${place.order}`,
    });
  }
  // The newest stands last, where models look most and what came before it keeps its place.
  return { snippets: snippets.toReversed(), offered: all.length };
}

/** Lines that went, then lines that came; those that both have at either end are left out. */
function diffOf(before: string, after: string): string {
  const old = before.split('\n');
  const now = after.split('\n');
  while (old.length > 0 && now.length > 0 && old[0] === now[0]) {
    old.shift();
    now.shift();
  }
  while (old.length > 0 && now.length > 0 && old.at(-1) === now.at(-1)) {
    old.pop();
    now.pop();
  }
  const removed = old.filter((line) => line.trim() !== '').map((line) => `-${line}`);
  const added = now.filter((line) => line.trim() !== '').map((line) => `+${line}`);
  return [...removed, ...added].join('\n');
}
