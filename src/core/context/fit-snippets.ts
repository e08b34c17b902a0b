import { type ContextSnippet, type ContextSourceKind, contextSourceKinds } from '../prompt.ts';
import type { RankedSnippet } from '../protocol.ts';
import type { ContextEntry } from './record.ts';

/** In a prompt what changes least stands first, so that a server's cache of its start stays good for longest. */
const stability: readonly ContextSourceKind[] = [
  'fingerprint',
  'definitions',
  'repository',
  'recent-tabs',
  'notebook-cells',
  'recent-edits',
];
/** A piece that is cut to less than this says nothing any more. */
const leastTrimmedTokens = 40;
/** Lines as short as that are everywhere. */
const tellingLine = 12;
/** A piece that the window shows already for so large a part is left out. */
const mostShown = 0.7;

/** Takes what fits, best first, leaves out what the window shows already, and orders it for the prompt. */
export function fitSnippets(parts: {
  readonly snippets: readonly RankedSnippet[];
  readonly window: string;
  readonly maxTokens: number;
  readonly charactersPerToken: number;
}): {
  readonly snippets: readonly ContextSnippet[];
  readonly entries: readonly ContextEntry[];
  readonly tokens: number;
} {
  const { charactersPerToken } = parts;
  const shown = new Set(parts.window.split('\n').map((line) => line.trim()));
  const kept: { snippet: RankedSnippet; order: number }[] = [];
  const entries: ContextEntry[] = [];
  let left = parts.maxTokens;
  const ranked = parts.snippets.map((snippet, order) => ({ snippet, order }));
  for (const { snippet, order } of ranked.toSorted((a, b) => b.snippet.score - a.snippet.score)) {
    const { source, label } = snippet;
    const drop = (because: ContextEntry['because']): void =>
      void entries.push({ source, label, tokens: snippet.tokens, decision: 'dropped', because });
    const lines = snippet.text.split('\n').filter((line) => line.trim().length >= tellingLine);
    const known = lines.filter((line) => shown.has(line.trim())).length;
    if (source !== 'recent-edits' && lines.length > 0 && known / lines.length > mostShown) {
      drop(kept.some((other) => other.snippet.text.includes(lines[0] ?? '')) ? 'repeats-another' : 'in-window');
      continue;
    }
    const fitting = snippet.tokens <= left ? snippet : trimmed(snippet, left, charactersPerToken);
    if (fitting === undefined) {
      drop('over-budget');
      continue;
    }
    left -= fitting.tokens;
    for (const line of lines) shown.add(line.trim());
    kept.push({ snippet: fitting, order });
    const isWhole = fitting === snippet;
    const because = isWhole ? 'fits' : 'over-budget';
    entries.push({ source, label, tokens: fitting.tokens, decision: isWhole ? 'kept' : 'trimmed', because });
  }
  const snippets = kept
    .toSorted((a, b) => stability.indexOf(a.snippet.source) - stability.indexOf(b.snippet.source) || a.order - b.order)
    .map(({ snippet: { source, label, uri, path, languageId, text } }) => ({
      source,
      label,
      uri,
      path,
      languageId,
      text,
    }));
  const bySource = (entry: ContextEntry): number => contextSourceKinds.indexOf(entry.source);
  return {
    snippets,
    entries: entries.toSorted((a, b) => bySource(a) - bySource(b)),
    tokens: parts.maxTokens - left,
  };
}

/** As many whole lines from the start as fit, ending where something ends: before a line that is less indented. */
function trimmed(snippet: RankedSnippet, maxTokens: number, charactersPerToken: number): RankedSnippet | undefined {
  if (maxTokens < leastTrimmedTokens || snippet.source === 'recent-edits' || snippet.source === 'fingerprint') {
    return undefined;
  }
  const overhead = snippet.tokens - Math.ceil(snippet.text.length / charactersPerToken);
  const lines = snippet.text.split('\n');
  let length = 0;
  let count = 0;
  while (
    count < lines.length &&
    (length + (lines[count]?.length ?? 0) + 1) / charactersPerToken + overhead <= maxTokens
  ) {
    length += (lines[count]?.length ?? 0) + 1;
    count += 1;
  }
  // Not in the middle of something nested: back to the last line after which the text is as shallow as at its start.
  const indentation = (line: string): number => line.length - line.trimStart().length;
  const base = indentation(lines[0] ?? '');
  let end = count;
  while (end > 1 && end < lines.length && indentation(lines[end] ?? '') > base) end -= 1;
  const text = lines
    .slice(0, end > 1 ? end : count)
    .join('\n')
    .trimEnd();
  const tokens = Math.ceil(text.length / charactersPerToken) + overhead;
  return text === '' || tokens < leastTrimmedTokens ? undefined : { ...snippet, text, tokens };
}
