import type { DefinitionCandidate } from './sources/definitions.ts';
import type { RankedSnippet } from '../protocol.ts';
import type { Definition, FileOutline } from './outline.ts';
import type { SymbolFile, SymbolIndex } from './symbol-index.ts';

/** What the path in front of a snippet costs, in tokens. */
const headerTokens = 12;
/** Chosen before: stays unless something else is clearly better, so that prompts change seldom. */
const incumbentBonus = 0.5;
/** Long signatures have to be worth their place. */
const freeTokens = 25;

interface Chosen {
  readonly file: SymbolFile;
  readonly indexes: Set<number>;
  readonly source: DefinitionCandidate['source'];
  readonly score: number;
}

/** As long as what was chosen before holds so many of what would be chosen first now, it stays as it is. */
const mustHave = 12;

/** What was chosen last: definitions, and the files that they are of, in their order. */
export interface DefinitionChoice {
  readonly keys: ReadonlySet<string>;
  readonly files: readonly SymbolFile[];
  readonly snippets: readonly RankedSnippet[];
  readonly maxTokens: number;
}

export const noChoice: DefinitionChoice = { keys: new Set(), files: [], snippets: [], maxTokens: 0 };

/**
 * Chooses definitions by their worth for the tokens that they cost, until the budget is used up, and writes those of
 * one file as one snippet: types with the chosen members inside.
 */
export function chooseDefinitions(parts: {
  readonly index: SymbolIndex;
  readonly candidates: readonly DefinitionCandidate[];
  readonly maxTokens: number;
  readonly charactersPerToken: number;
  readonly before: DefinitionChoice;
}): DefinitionChoice {
  const { index, candidates, maxTokens, charactersPerToken, before } = parts;
  const chosen = new Map<SymbolFile, Chosen>();
  const keys = new Set<string>();
  let left = maxTokens;
  const ranked = candidates
    .map((candidate) => {
      const key = `${candidate.file.uri}#${candidate.index}`;
      const { signature = '' } = candidate.definitions[candidate.index] ?? {};
      const tokens = Math.ceil((signature.length + 1) / charactersPerToken);
      const score = candidate.score + (before.keys.has(key) ? incumbentBonus : 0);
      return { ...candidate, key, tokens, rank: score / Math.max(1, Math.sqrt(tokens / freeTokens)) };
    })
    .toSorted((a, b) => b.rank - a.rank);
  const isStillGood =
    before.maxTokens === maxTokens &&
    ranked.slice(0, mustHave).every(({ key }) => before.keys.has(key)) &&
    before.files.every((file) => index.get(file.uri) === file);
  if (isStillGood) return before;
  for (const candidate of ranked) {
    const { definitions } = candidate;
    const entry = chosen.get(candidate.file) ?? {
      file: candidate.file,
      indexes: new Set<number>(),
      source: candidate.source,
      score: candidate.score,
    };
    const path = withParents(definitions, candidate.index).filter((position) => !entry.indexes.has(position));
    const cost =
      path.reduce(
        (sum, position) => sum + ((definitions[position]?.signature.length ?? 0) + 3) / charactersPerToken,
        0,
      ) + (entry.indexes.size === 0 ? headerTokens : 0);
    if (path.length === 0 || cost > left) continue;
    left -= cost;
    for (const position of path) entry.indexes.add(position);
    keys.add(candidate.key);
    chosen.set(candidate.file, entry);
    if (left < headerTokens) break;
  }
  const position = new Map(before.files.map((file, at) => [file.uri, at]));
  const positionOf = ({ file }: Chosen): number => position.get(file.uri) ?? before.files.length;
  // Files that were there before keep their order, and new ones come after them: what a server has read stays valid.
  const ordered = [...chosen.values()]
    .toSorted((a, b) => b.score - a.score)
    .toSorted((a, b) => positionOf(a) - positionOf(b));
  return {
    keys,
    files: ordered.map(({ file }) => file),
    snippets: ordered.map((entry) => toSnippet(entry, index, charactersPerToken)),
    maxTokens,
  };
}

function toSnippet(
  { file, indexes, source, score }: Chosen,
  index: SymbolIndex,
  charactersPerToken: number,
): RankedSnippet {
  const outline = index.outlineOf(file);
  const text = render(
    outline,
    [...indexes].toSorted((a, b) => a - b),
  );
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const tops = [...indexes]
    .toSorted((a, b) => a - b)
    .filter((position) => outline.definitions[position]?.parent === -1)
    .map((position) => outline.definitions[position]?.name ?? '');
  return {
    source,
    label: `${name}:${[...new Set(tops)].join(',')}`,
    uri: file.uri,
    path: file.path,
    languageId: file.languageId,
    text,
    score,
    tokens: Math.ceil(text.length / charactersPerToken) + headerTokens,
    key: `${file.uri}#${[...indexes].join(',')}`,
  };
}

/** Signatures in the order of the file, members inside of what they belong to. */
function render({ definitions }: FileOutline, indexes: readonly number[]): string {
  const lines: string[] = [];
  const open: { index: number; closing: string; indentation: string }[] = [];
  const closeDownTo = (parent: number): void => {
    while (open.length > 0 && open.at(-1)?.index !== parent) {
      const last = open.pop();
      if (last?.closing !== '') lines.push(`${last?.indentation ?? ''}${last?.closing ?? ''}`);
    }
  };
  for (const position of indexes) {
    const definition = definitions[position];
    if (definition === undefined) continue;
    closeDownTo(definition.parent);
    const indentation = '    '.repeat(open.length);
    for (const line of definition.signature.split('\n')) lines.push(indentation + line);
    const closing = definition.signature.endsWith('{') ? '}' : '';
    if (closing !== '' || definition.signature.endsWith(':')) open.push({ index: position, closing, indentation });
  }
  closeDownTo(-1);
  return lines.join('\n');
}

/** A definition and all that it lies in, outermost first. */
function withParents(definitions: readonly Definition[], index: number): readonly number[] {
  const path: number[] = [];
  for (let at = index; at !== -1 && path.length < 6; at = definitions[at]?.parent ?? -1) path.unshift(at);
  return path;
}
