import type { Focus } from '../focus.ts';
import { similarity } from '../focus.ts';
import { type ResolvedImport, sharedFolders } from '../import-resolution.ts';
import { areRelated } from '../languages.ts';
import type { Definition } from '../outline.ts';
import type { SymbolFile, SymbolIndex } from '../symbol-index.ts';
import { folderOf } from '../symbol-index.ts';

/** A definition elsewhere that may help at the cursor. */
export interface DefinitionCandidate {
  readonly file: SymbolFile;
  /** In the file's outline. */
  readonly index: number;
  readonly score: number;
}

/**
 * What each sign is worth. Found by `npm run bench:context` on packages of five languages, in steps of half; most
 * matter little, and those at the top of the list matter most.
 */
const worth = {
  importedByName: 2.5,
  memberOfImported: 1,
  importedFile: 0.8,
  samePackage: 0.8,
  sameFolder: 0.35,
  receiverMember: 3,
  ownTypeMember: 1,
  nameNear: 2,
  nameInFile: 0.7,
  similarName: 1.6,
  similarFile: 0.4,
} as const;

/** Files that belong to one package by lying in one folder. */
const folderIsPackage = new Set(['go', 'java', 'kotlin', 'scala']);
/** Bounds the time that one question takes, whatever the workspace is like. */
const maxFiles = 150;
const maxDefinitions = 4000;
const maxFilesByName = 8;

/** Ranks the definitions behind the file's imports, in its package, and behind the names near the cursor. */
export function findDefinitions(parts: {
  readonly index: SymbolIndex;
  readonly document: { readonly uri: string; readonly path: string; readonly languageId: string };
  readonly imports: readonly ResolvedImport[];
  readonly focus: Focus;
}): readonly DefinitionCandidate[] {
  const { index, document, imports, focus } = parts;
  const relations = new Map<SymbolFile, { relation: number; names: Set<string> }>();
  const relate = (file: SymbolFile, relation: number, names: readonly string[] = []): void => {
    if (file.uri === document.uri || !areRelated(file.languageId, document.languageId)) return;
    const known = relations.get(file) ?? { relation: 0, names: new Set<string>() };
    known.relation = Math.max(known.relation, relation);
    for (const name of names) known.names.add(name);
    relations.set(file, known);
  };
  for (const { names, files } of imports) {
    for (const file of files) relate(file, names.length === 0 ? worth.importedFile : worth.importedFile / 2, names);
  }
  const isPackage = folderIsPackage.has(document.languageId);
  for (const file of index.inFolder(folderOf(document.path))) {
    relate(file, isPackage ? worth.samePackage : worth.sameFolder);
  }
  const wanted = [
    ...focus.names.keys(),
    ...focus.receiverTypes,
    ...focus.ownTypes,
    ...imports.flatMap(({ names }) => names),
  ];
  for (const name of new Set(wanted)) {
    const found = [...firstOf(index.defining(name), 60)]
      .filter((file) => areRelated(file.languageId, document.languageId))
      .toSorted((a, b) => sharedFolders(b.path, document.path) - sharedFolders(a.path, document.path));
    // A name that everybody defines tells little about which one is meant.
    for (const file of found.slice(0, maxFilesByName)) relate(file, 0);
  }
  const files = [...relations]
    .map(([file, known]) => ({ file, ...known, closeness: known.relation + similarity(focus, file.path) }))
    .toSorted((a, b) => b.closeness - a.closeness)
    .slice(0, maxFiles);
  const candidates: DefinitionCandidate[] = [];
  for (const { file, relation, names } of files) {
    const { definitions } = index.outlineOf(file);
    if (candidates.length + definitions.length > maxDefinitions) continue;
    const fileBonus = worth.similarFile * similarity(focus, file.path.slice(file.path.lastIndexOf('/') + 1));
    for (const [position, definition] of definitions.entries()) {
      const score = fileBonus + scoreOf(definition, definitions[definition.parent], { relation, names, focus });
      candidates.push({ file, index: position, score });
    }
  }
  return candidates.toSorted((a, b) => b.score - a.score);
}

function scoreOf(
  { name, kind, signature }: Definition,
  parent: Definition | undefined,
  { relation, names, focus }: { readonly relation: number; readonly names: ReadonlySet<string>; readonly focus: Focus },
): number {
  const owner = parent?.name ?? goReceiver(kind, signature);
  let score = relation;
  if (owner === undefined) {
    if (names.has(name)) score = Math.max(score, worth.importedByName);
  } else {
    if (names.has(owner)) score = Math.max(score, worth.memberOfImported);
    if (focus.receiverTypes.has(owner)) score += worth.receiverMember;
    else if (focus.ownTypes.has(owner)) score += worth.ownTypeMember;
    // A method without its receiver at hand is called less often than a function.
    else score *= 0.7;
  }
  score += worth.nameNear * (focus.names.get(name) ?? 0);
  if (focus.fileNames.has(name)) score += worth.nameInFile;
  score += worth.similarName * similarity(focus, name);
  return name.startsWith('_') ? score * 0.7 : score;
}

/** `func (c *Cart) Total()` belongs to `Cart`, wherever that is defined. */
function goReceiver(kind: Definition['kind'], signature: string): string | undefined {
  return kind === 'method' ? /^func \(\w*\s*\*?(\w+)/.exec(signature)?.[1] : undefined;
}

function* firstOf<T>(values: Iterable<T>, count: number): Iterable<T> {
  let taken = 0;
  for (const value of values) {
    if (taken === count) return;
    taken += 1;
    yield value;
  }
}
