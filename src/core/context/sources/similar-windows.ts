import type { RankedSnippet } from '../../protocol.ts';
import { identifiersIn, subwordsOf } from '../identifiers.ts';
import { areRelated } from '../languages.ts';
import type { OpenDocument } from '../open-document.ts';
import type { SymbolIndex } from '../symbol-index.ts';

/** Lines of a window, and of the code before the cursor that it is compared to. */
const windowLines = 24;
const queryLines = 20;
/** A window starts so much before what is alike. */
const linesBefore = 2;
/** Bounds the work of one question: the documents used last count. */
const maxDocuments = 12;
const maxLines = 6000;
/** Below this a window is about something else. */
const leastSimilarity = 0.22;

interface LineWords {
  readonly version: number;
  readonly lines: readonly string[];
  readonly words: readonly (readonly string[])[];
}

/** Finds windows in open documents that are about the same things as the code at the cursor. */
export class SimilarWindows {
  readonly #lines = new Map<OpenDocument, LineWords>();

  forget(document: OpenDocument): void {
    this.#lines.delete(document);
  }

  find(parts: {
    readonly document: OpenDocument;
    readonly offset: number;
    readonly others: readonly OpenDocument[];
    readonly index: SymbolIndex;
    readonly maxTokens: number;
    readonly charactersPerToken: number;
  }): { readonly found: readonly RankedSnippet[]; readonly windows: number } {
    const { document, offset, charactersPerToken } = parts;
    const query = this.#queryWords(document, offset, parts.index);
    let total = 0;
    for (const weight of query.values()) total += weight;
    if (total === 0) return { found: [], windows: 0 };
    const candidates = parts.others
      .filter((other) => areRelated(other.languageId, document.languageId))
      .toSorted((a, b) => b.lastUse - a.lastUse)
      .slice(0, maxDocuments);
    const windows: RankedSnippet[] = [];
    for (const [age, other] of candidates.entries()) {
      const { lines, words } = this.#linesOf(other);
      const best = bestWindow(words, query, total);
      // What was used just now is likelier to matter.
      const score = best.similarity * (1 - age * 0.03);
      if (score < leastSimilarity) continue;
      const window = trimWindow(lines, best.start, Math.min(lines.length, best.start + windowLines));
      const text = lines.slice(window.start, window.end).join('\n');
      if (text.trim() === '') continue;
      windows.push({
        source: 'recent-tabs',
        label: `${other.path.slice(other.path.lastIndexOf('/') + 1)}:${window.start + 1}-${window.end}`,
        uri: other.uri,
        path: other.path,
        languageId: other.languageId,
        text,
        score: score * 2,
        tokens: Math.ceil(text.length / charactersPerToken) + 12,
        key: `${other.uri}#${window.start}-${window.end}@${other.snapshot.version}`,
      });
    }
    let left = parts.maxTokens;
    const found = windows
      .toSorted((a, b) => b.score - a.score)
      .filter(({ tokens }) => {
        if (tokens > left) return false;
        left -= tokens;
        return true;
      });
    return { found, windows: windows.length };
  }

  #queryWords(document: OpenDocument, offset: number, index: SymbolIndex): ReadonlyMap<string, number> {
    const { line } = document.snapshot.positionAt(offset);
    const query = new Map<string, number>();
    for (let at = Math.max(0, line - queryLines); at <= line + 3; at += 1) {
      const nearness = 1 / (1 + Math.abs(line - at) / 6);
      for (const word of wordsOf(document.snapshot.lineAt(at))) {
        query.set(word, Math.max(query.get(word) ?? 0, nearness * index.weightOf(word)));
      }
    }
    return query;
  }

  /** A document's words by line: after an edit only lines that weren't there before are read anew. */
  #linesOf(document: OpenDocument): LineWords {
    const { snapshot } = document;
    const known = this.#lines.get(document);
    if (known?.version === snapshot.version) return known;
    const lines = snapshot.text.split('\n', maxLines);
    const before = known ?? { lines: [], words: [] };
    const most = Math.min(lines.length, before.lines.length);
    let start = 0;
    while (start < most && lines[start] === before.lines[start]) start += 1;
    let end = 0;
    while (end < most - start && lines.at(-1 - end) === before.lines.at(-1 - end)) end += 1;
    const between = before.lines.slice(start, before.lines.length - end);
    const knownWords = new Map(between.map((line, at) => [line, before.words[start + at] ?? []]));
    const words = [
      ...before.words.slice(0, start),
      ...lines.slice(start, lines.length - end).map((line) => knownWords.get(line) ?? wordsOf(line)),
      ...before.words.slice(before.words.length - end),
    ];
    const made = { version: snapshot.version, lines, words };
    this.#lines.set(document, made);
    return made;
  }
}

function wordsOf(line: string): readonly string[] {
  if (line.length > 400) return [];
  return [...new Set(identifiersIn(line).flatMap(({ name }) => subwordsOf(name)))];
}

/** Slides a window over the lines; its similarity is the share of the query's weight that its words cover. */
function bestWindow(
  words: readonly (readonly string[])[],
  query: ReadonlyMap<string, number>,
  total: number,
): { readonly start: number; readonly similarity: number } {
  const counts = new Map<string, number>();
  let covered = 0;
  let best = { start: 0, similarity: 0 };
  for (let end = 0; end < words.length; end += 1) {
    for (const word of words[end] ?? []) {
      const weight = query.get(word);
      if (weight === undefined) continue;
      const count = counts.get(word) ?? 0;
      if (count === 0) covered += weight;
      counts.set(word, count + 1);
    }
    const start = end - windowLines;
    for (const word of start < 0 ? [] : (words[start] ?? [])) {
      const count = counts.get(word);
      if (count === undefined) continue;
      if (count === 1) covered -= query.get(word) ?? 0;
      if (count === 1) counts.delete(word);
      else counts.set(word, count - 1);
    }
    // The last of equally good windows: what is alike stands at its start, and how it went on there follows.
    if (covered > 0 && covered / total >= best.similarity - 0.001) {
      const similarity = Math.max(best.similarity, covered / total);
      best = { start: Math.max(0, start + 1 - linesBefore), similarity };
    }
  }
  return best;
}

/** Moves a window's borders to where something starts and ends, and off blank lines. */
function trimWindow(
  lines: readonly string[],
  from: number,
  to: number,
): { readonly start: number; readonly end: number } {
  let start = from;
  let end = to;
  const indentation = (line: string): number => line.length - line.trimStart().length;
  // A border in the middle of a deeper block moves inwards to the next line that stands no deeper than the least.
  const least = Math.min(
    ...lines
      .slice(from, to)
      .filter((line) => line.trim() !== '')
      .map(indentation),
  );
  const quarter = Math.floor(windowLines / 4);
  for (let at = from; at < Math.min(to, from + quarter); at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() !== '' && indentation(line) === least && !/^\s*[)\]}]/.test(line)) {
      start = at;
      break;
    }
  }
  while (start < end && (lines[start] ?? '').trim() === '') start += 1;
  while (end > start && (lines[end - 1] ?? '').trim() === '') end -= 1;
  return { start, end };
}
