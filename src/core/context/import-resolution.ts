import type { ImportEntry } from './outline.ts';
import { type SymbolFile, type SymbolIndex, folderOf, modulePathOf } from './symbol-index.ts';

/** An import and the files that it may mean, the likeliest first. */
export interface ResolvedImport {
  readonly names: readonly string[];
  /** Names here that stand for the files as a whole: what comes after their dot is defined there. */
  readonly modules: readonly string[];
  readonly files: readonly SymbolFile[];
}

/** Files that one import may bring in: a Go package has many, an import of one name few. */
const maxFilesOfImport = 60;
const slash = 0x2f;
/** Import of a folder's worth of files is looked at so deep. */
const leastMatchedSegments = 2;

/**
 * Finds what imports mean by the end of paths, without knowing any build's configuration: `shop.cart` is the file whose
 * path ends in `shop/cart`, wherever the sources' root lies. The longest match wins.
 */
export function resolveImports(
  index: SymbolIndex,
  from: { readonly path: string; readonly languageId: string },
  imports: readonly ImportEntry[],
): readonly ResolvedImport[] {
  return imports
    .flatMap((entry) => [
      { names: entry.names, modules: modulesOf(entry), files: filesOf(index, from, entry) },
      ...submodules(index, from, entry),
    ])
    .filter(({ files }) => files.length > 0);
}

function modulesOf({ names, locals }: ImportEntry): readonly string[] {
  return names.length === 0 ? locals : [];
}

/** In Python and Rust a name may be a module: `from shop import cart`, `use crate::shop::cart`. */
function submodules(
  index: SymbolIndex,
  from: { readonly path: string; readonly languageId: string },
  { module, names, locals }: ImportEntry,
): readonly ResolvedImport[] {
  if (from.languageId !== 'python' && from.languageId !== 'rust') return [];
  const folder = folderOf(from.path);
  const base =
    from.languageId === 'python'
      ? pythonPath(module, folder)
      : { segments: rustPath(module, from.path), isExact: true };
  return names.map((name, at) => ({
    names: [],
    modules: [locals[at] ?? name],
    files: byPathEnd(index, [...base.segments, name], folder, base.isExact),
  }));
}

function filesOf(
  index: SymbolIndex,
  from: { readonly path: string; readonly languageId: string },
  { module, names }: ImportEntry,
): readonly SymbolFile[] {
  const folder = folderOf(from.path);
  switch (from.languageId) {
    case 'go':
      return filesInFolder(index, module, folder);
    case 'java':
    case 'kotlin':
    case 'scala':
      if (module.startsWith('package:')) return [];
      return names.length > 0
        ? byPathEnd(index, module.split('.'), folder)
        : filesInFolder(index, module.replaceAll('.', '/'), folder);
    case 'python': {
      const { segments, isExact } = pythonPath(module, folder);
      return byPathEnd(index, segments, folder, isExact);
    }
    case 'rust': {
      const segments = rustPath(module, from.path);
      const direct = byPathEnd(index, segments, folder);
      if (direct.length > 0 || segments.length < 2) return direct;
      // The last part may be a type or an inline module of the file before it.
      return byPathEnd(index, segments.slice(0, -1), folder);
    }
    default: {
      if (module.startsWith('.')) return byPathEnd(index, joined(folder, module).split('/'), folder, true);
      const segments = module
        .replace(/\.\w{1,3}$/, '')
        .split(/[/.:]+/)
        .filter((part) => part !== '' && !/^[@~]$/.test(part));
      return byPathEnd(index, segments, folder);
    }
  }
}

/** Files whose path ends in most of the segments; all of them where `isExact`. */
function byPathEnd(
  index: SymbolIndex,
  segments: readonly string[],
  near: string,
  isExact = false,
): readonly SymbolFile[] {
  const wanted = modulePathOf(`${segments.join('/')}.x`)
    .split('/')
    .map(withoutSourceEnding);
  const stem = wanted.at(-1) ?? '';
  const found: { file: SymbolFile; matched: number; closeness: number }[] = [];
  for (const file of index.withStem(stem)) {
    const parts = modulePathOf(file.path).split('/');
    let matched = 0;
    while (matched < wanted.length && matched < parts.length && parts.at(-1 - matched) === wanted.at(-1 - matched)) {
      matched += 1;
    }
    const isWhole = matched === wanted.length || matched === parts.length;
    if (isExact ? !isWhole : !isWhole && matched < leastMatchedSegments) continue;
    found.push({ file, matched, closeness: sharedFolders(file.folder, near) });
  }
  const best = Math.max(0, ...found.map(({ matched }) => matched));
  return found
    .filter(({ matched }) => matched === best)
    .toSorted((a, b) => b.closeness - a.closeness)
    .slice(0, 4)
    .map(({ file }) => file);
}

/** All files of the folder whose path ends as the import does. */
function filesInFolder(index: SymbolIndex, module: string, near: string): readonly SymbolFile[] {
  const segments = module.split('/');
  const roots = near.split('/');
  // From the whole import path down to its last part, below each folder above the importing file, nearest first.
  for (let from = 0; from < segments.length; from += 1) {
    const end = segments.slice(from).join('/');
    for (let depth = roots.length; depth >= 0; depth -= 1) {
      const folder = [...roots.slice(0, depth), end].filter((part) => part !== '').join('/');
      const files = [...index.inFolder(folder)].filter(({ path }) => !path.endsWith('_test.go'));
      if (files.length > 0) return files.slice(0, maxFilesOfImport);
    }
  }
  return [];
}

/** `..shop.cart` from `app/views` is `app/shop/cart`: a leading dot is the own package, each further one a step up. */
function pythonPath(
  module: string,
  folder: string,
): { readonly segments: readonly string[]; readonly isExact: boolean } {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const rest = module
    .slice(dots)
    .split('.')
    .filter((part) => part !== '');
  if (dots === 0) return { segments: rest, isExact: false };
  const base = folder.split('/').filter((part) => part !== '');
  return { segments: [...base.slice(0, base.length - (dots - 1)), ...rest], isExact: true };
}

function rustPath(module: string, path: string): readonly string[] {
  const own = modulePathOf(path)
    .split('/')
    .filter((part) => part !== '');
  const segments = module.split('::');
  let base: readonly string[] = [];
  let rest = segments;
  if (segments[0] === 'self') {
    base = own;
    rest = segments.slice(1);
  }
  while (rest[0] === 'super') {
    base = (base.length === 0 ? own : base).slice(0, -1);
    rest = rest.slice(1);
  }
  if (rest[0] === 'crate') {
    const source = own.indexOf('src');
    base = source === -1 ? [] : own.slice(0, source + 1);
    rest = rest.slice(1);
  }
  return [...base, ...rest].filter((part) => part !== '');
}

/** A relative path as seen from a folder. */
function joined(folder: string, relative: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Imports of TypeScript may name the file that it will become. */
function withoutSourceEnding(segment: string): string {
  return segment.replace(/\.(?:[cm]?[jt]sx?|vue|svelte|json)$/, '');
}

/** How many folders two paths have in common from the start. */
export function sharedFolders(a: string, b: string): number {
  let shared = 0;
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end && a.charCodeAt(at) === b.charCodeAt(at); at += 1) {
    if (a.charCodeAt(at) === slash) shared += 1;
  }
  return shared;
}
