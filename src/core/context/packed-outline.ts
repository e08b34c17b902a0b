import type { Definition, DefinitionKind, FileOutline, ImportEntry } from './outline.ts';

const kinds: readonly DefinitionKind[] = ['function', 'method', 'type', 'value', 'implementation', 'module'];

/** Stands between signatures, which hold line ends of their own. */
const separator = '\u0000';

/**
 * An outline as it crosses threads and lies in memory: five flat values in place of hundreds of small objects, since
 * an index holds ten thousand of them.
 */
export interface PackedOutline {
  /** Joined by line ends. */
  readonly names: string;
  readonly signatures: string;
  readonly kinds: Uint8Array;
  readonly parents: Int16Array;
  /** A line each: the module, its names and its local names, the latter two joined by commas, tabs between. */
  readonly imports: string;
}

export function packOutline({ definitions, imports }: FileOutline): PackedOutline {
  return {
    names: definitions.map(({ name }) => name.replaceAll('\n', ' ')).join('\n'),
    signatures: definitions.map(({ signature }) => signature).join(separator),
    kinds: Uint8Array.from(definitions, ({ kind }) => kinds.indexOf(kind)),
    parents: Int16Array.from(definitions, ({ parent }) => parent),
    imports: imports
      .map(({ module, names, locals }) => `${module}\t${names.join(',')}\t${locals.join(',')}`.replaceAll('\n', ' '))
      .join('\n'),
  };
}

export function namesOf(packed: PackedOutline): readonly string[] {
  return packed.kinds.length === 0 ? [] : packed.names.split('\n');
}

export function unpackOutline(packed: PackedOutline): FileOutline {
  const signatures = packed.signatures.split(separator);
  const definitions = namesOf(packed).map((name, index): Definition => ({
    name,
    kind: kinds[packed.kinds[index] ?? 0] ?? 'value',
    signature: signatures[index] ?? '',
    parent: packed.parents[index] ?? -1,
  }));
  return { definitions, imports: unpackImports(packed) };
}

export function unpackImports(packed: PackedOutline): readonly ImportEntry[] {
  if (packed.imports === '') return [];
  return packed.imports.split('\n').map((line) => {
    const [module = '', names = '', locals = ''] = line.split('\t');
    return { module, names: splitNames(names), locals: splitNames(locals) };
  });
}

function splitNames(names: string): readonly string[] {
  return names === '' ? [] : names.split(',');
}
