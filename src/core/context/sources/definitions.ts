import type { Focus } from '../focus.ts';
import { similarity } from '../focus.ts';
import { type ResolvedImport, sharedFolders } from '../import-resolution.ts';
import { areRelated } from '../languages.ts';
import type { Definition } from '../outline.ts';
import { unpackImports } from '../packed-outline.ts';
import { hashOf } from '../name-set.ts';
import { type FolderUses, type SymbolFile, type SymbolIndex, folderOf } from '../symbol-index.ts';

/** A definition elsewhere that may help at the cursor. */
export interface DefinitionCandidate {
  readonly file: SymbolFile;
  /** In the file's outline. */
  readonly index: number;
  readonly definitions: readonly Definition[];
  /** `repository` where nothing but shared names ties its file to the document. */
  readonly source: 'definitions' | 'repository';
  readonly score: number;
}

/**
 * What each sign is worth. Found by `npm run bench:retrieval` on packages of five languages, in steps of half; most
 * matter little, and those at the top of the list matter most.
 */
const worth = {
  importedByName: 2.5,
  memberOfImported: 1,
  importedFile: 0.8,
  usedFile: 0.6,
  samePackage: 0.8,
  sameFolder: 0.35,
  receiverMember: 3,
  ownTypeMember: 1,
  nameNear: 2,
  nameInFile: 0.7,
  usedByNeighbours: 1.8,
  constructorNear: 1.5,
  similarName: 1.6,
  similarFile: 0.4,
} as const;

/** Files that belong to one package by lying in one folder. */
const folderIsPackage = new Set(['go', 'java', 'kotlin', 'scala']);
const constructors = new Set(['__init__', 'constructor', 'new']);
/** Bounds the time that one question takes, whatever the workspace is like. */
const maxFiles = 300;
const maxDefinitions = 2500;
/** Below this a definition has nothing to do with what is being written. */
const leastScore = 0.5;
/** More than fit into any prompt. */
const maxCandidates = 500;
const maxFilesLookedAt = 40;
const maxNames = 60;
const maxFilesByName = 8;

/** What ties a file to the document. */
interface Relation {
  worth: number;
  /** Names that the document takes from it. */
  readonly names: Set<string>;
  /** The cursor stands behind this file's name and a dot. */
  isReceiver: boolean;
  source: DefinitionCandidate['source'];
}

/** What tests define is for tests. */
const testPath = /(^|\/)(tests?|__tests__|spec)\/|(_test|_spec|\.test|\.spec|Test)\.\w+$|(^|\/)(test_|conftest)/;

/** Ranks the definitions behind the file's imports, in its package, and behind the names near the cursor. */
export function findDefinitions(parts: {
  readonly index: SymbolIndex;
  readonly document: { readonly uri: string; readonly path: string; readonly languageId: string };
  readonly imports: readonly ResolvedImport[];
  /** Files that the document uses by their names. */
  readonly used: readonly SymbolFile[];
  readonly focus: Focus;
  readonly weights: Readonly<Record<DefinitionCandidate['source'], number>>;
}): readonly DefinitionCandidate[] {
  const { index, focus, weights } = parts;
  const relations = relatedFiles(parts);
  const files = [...relations]
    .map(([file, relation]) => ({
      file,
      relation,
      closeness: (relation.isReceiver ? 5 : 0) + relation.worth + relation.names.size + similarity(focus, file.path),
    }))
    .toSorted((a, b) => b.closeness - a.closeness)
    .slice(0, maxFiles);
  const neighbours = index.usesInFolder(folderOf(parts.document.path));
  const candidates: DefinitionCandidate[] = [];
  let looked = 0;
  for (const { file, relation } of files) {
    const { definitions } = index.outlineOf(file);
    const weight = weights[relation.source];
    if (weight === 0 || looked + definitions.length > maxDefinitions) continue;
    looked += definitions.length;
    const fileBonus = worth.similarFile * similarity(focus, file.path.slice(file.path.lastIndexOf('/') + 1));
    for (const [position, definition] of definitions.entries()) {
      const score =
        fileBonus +
        scoreOf(definition, definitions[definition.parent], relation, focus, index) +
        worth.usedByNeighbours * popularity(definition.name, neighbours, index);
      if (score < leastScore) continue;
      candidates.push({ file, index: position, definitions, source: relation.source, score: score * weight });
    }
  }
  return candidates.sort((a, b) => b.score - a.score).slice(0, maxCandidates);
}

/** The files whose definitions are looked at, each with what ties it to the document. */
function relatedFiles({
  index,
  document,
  imports,
  used,
  focus,
}: Parameters<typeof findDefinitions>[0]): ReadonlyMap<SymbolFile, Relation> {
  const relations = new Map<SymbolFile, Relation>();
  const isTest = testPath.test(document.path);
  const relate = (file: SymbolFile, value: number): Relation | undefined => {
    if (file.uri === document.uri || !areRelated(file.languageId, document.languageId)) return undefined;
    if (!isTest && testPath.test(file.path)) return undefined;
    const known = relations.get(file) ?? {
      worth: 0,
      names: new Set<string>(),
      isReceiver: false,
      source: 'definitions' as const,
    };
    known.worth = Math.max(known.worth, value);
    relations.set(file, known);
    return known;
  };
  const nearest = (name: string): readonly SymbolFile[] =>
    index.filesDefining(name) > maxFilesLookedAt
      ? []
      : [...index.defining(name)]
          .filter((file) => areRelated(file.languageId, document.languageId))
          .toSorted((a, b) => sharedFolders(b.path, document.path) - sharedFolders(a.path, document.path))
          .slice(0, maxFilesByName);
  for (const { names, modules, files } of imports) {
    const isReceiver = modules.includes(focus.receiver);
    for (const file of files) {
      const relation = relate(file, names.length === 0 ? worth.importedFile : worth.importedFile / 2);
      if (relation === undefined) continue;
      for (const name of names) relation.names.add(name);
      if (!isReceiver) continue;
      relation.isReceiver = true;
      // A package's own file hands on what its modules define.
      for (const { module, names: handedOn } of unpackImports(file.packed)) {
        if (!module.startsWith('.') && !module.startsWith('self') && !module.startsWith('crate')) continue;
        for (const name of handedOn) {
          for (const origin of nearest(name).slice(0, 2)) {
            const handed = relate(origin, 0);
            handed?.names.add(name);
          }
        }
      }
    }
    // Names that their module only hands on are defined somewhere else.
    for (const name of names) {
      if (files.some((file) => index.defines(file, name))) continue;
      for (const file of nearest(name).slice(0, 2)) relate(file, 0)?.names.add(name);
    }
  }
  const isPackage = folderIsPackage.has(document.languageId);
  for (const file of index.inFolder(folderOf(document.path))) {
    relate(file, isPackage ? worth.samePackage : worth.sameFolder);
  }
  const names = [...focus.names].toSorted((a, b) => b[1] - a[1]).slice(0, maxNames);
  for (const name of new Set([...focus.receiverTypes, ...focus.ownTypes, ...names.map(([name]) => name)])) {
    for (const file of nearest(name)) relate(file, 0);
  }
  for (const file of used) {
    const isKnown = relations.has(file);
    const relation = relate(file, worth.usedFile);
    if (!isKnown && relation !== undefined) relation.source = 'repository';
  }
  return relations;
}

function scoreOf(
  { name, kind, signature }: Definition,
  parent: Definition | undefined,
  relation: Relation,
  focus: Focus,
  index: SymbolIndex,
): number {
  const owner = parent?.name ?? goReceiver(kind, signature);
  const { names } = relation;
  let score = relation.worth;
  if (owner === undefined) {
    if (names.has(name)) score = Math.max(score, worth.importedByName);
    if (relation.isReceiver) score += worth.receiverMember;
  } else {
    if (names.has(owner)) score = Math.max(score, worth.memberOfImported);
    if (focus.receiverTypes.has(owner)) score += worth.receiverMember;
    else if (focus.ownTypes.has(owner)) score += worth.ownTypeMember;
    // A method without its receiver at hand is called less often than a function.
    else score *= 0.7;
    if (constructors.has(name) || name === owner) {
      const isNear = (names.has(owner) ? 0.5 : 0) + (focus.names.get(owner) ?? 0);
      return score + worth.constructorNear * Math.min(1, isNear);
    }
  }
  if (focus.fileNames.has(name)) {
    // A name that everybody defines tells little about which one is meant.
    const rarity = 1 / Math.sqrt(index.filesDefining(name));
    score += rarity * (worth.nameInFile + worth.nameNear * (focus.names.get(name) ?? 0));
  }
  score += worth.similarName * similarity(focus, name);
  return name.startsWith('_') ? score * 0.7 : score;
}

/** How common a name is among the document's neighbours: 0 unknown, 1 in all of them. */
function popularity(name: string, { files, counts }: FolderUses, index: SymbolIndex): number {
  const count = counts.get(hashOf(name)) ?? 0;
  // The defining file and the document itself are two of those that name it.
  if (count <= 2 || index.filesDefining(name) > maxFilesByName) return 0;
  return Math.log2(count - 1) / Math.log2(files);
}

/** `func (c *Cart) Total()` belongs to `Cart`, wherever that is defined. */
function goReceiver(kind: Definition['kind'], signature: string): string | undefined {
  return kind === 'method' ? /^func \(\w*\s*\*?(\w+)/.exec(signature)?.[1] : undefined;
}
