import { identifiersIn } from '../identifiers.ts';
import { areRelated } from '../languages.ts';
import type { SymbolFile, SymbolIndex } from '../symbol-index.ts';

/** Names that more files define than that tie nothing together. */
const maxDefiningFiles = 6;
const maxFiles = 8;
/** A file that shares less than two names of its own with the document is there by chance. */
const leastWeight = 1.2;
const maxCharacters = 60_000;

/**
 * The files of the workspace whose definitions a document uses most, by names alone: finds what belongs together where
 * no import says so, or in languages whose imports nobody here understands.
 */
export function usedFiles(
  index: SymbolIndex,
  document: { readonly uri: string; readonly languageId: string },
  text: string,
): readonly SymbolFile[] {
  const weights = new Map<SymbolFile, number>();
  for (const name of new Set(identifiersIn(text.slice(0, maxCharacters)).map((found) => found.name))) {
    const count = index.filesDefining(name);
    if (name.length < 4 || count > maxDefiningFiles) continue;
    for (const file of index.defining(name)) {
      if (file.uri === document.uri || !areRelated(file.languageId, document.languageId)) continue;
      weights.set(file, (weights.get(file) ?? 0) + 1 / count);
    }
  }
  return [...weights]
    .filter(([, weight]) => weight >= leastWeight)
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, maxFiles)
    .map(([file]) => file);
}
