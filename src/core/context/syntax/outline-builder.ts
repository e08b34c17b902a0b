import {
  type Definition,
  type DefinitionKind,
  type FileOutline,
  type ImportEntry,
  compactSignature,
} from '../outline.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** A file that defines more is a table, or generated; the rest would only crowd out what others need. */
const maxDefinitions = 1500;
/** Type bodies that are kept as they are written: their members on lines of their own. */
const maxBodyLines = 24;
const maxBodyCharacters = 1200;

/** Gathers an outline while a syntax tree is walked. */
export class OutlineBuilder {
  readonly #definitions: Definition[] = [];
  readonly #imports: ImportEntry[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The index to give as `parent`; -1 where nothing was added. */
  add(definition: {
    readonly name: string;
    readonly kind: DefinitionKind;
    readonly signature: string;
    readonly parent?: number;
  }): number {
    const { name, kind, signature, parent = -1 } = definition;
    if (name === '' || signature === '' || this.#definitions.length >= maxDefinitions) return -1;
    return this.#definitions.push({ name, kind, signature, parent }) - 1;
  }

  /** `locals` where they differ from the names. */
  addImport(module: string, names: readonly string[] = [], locals: readonly string[] = names): void {
    if (module !== '') this.#imports.push({ module, names, locals });
  }

  textOf(node: SyntaxNode | null): string {
    return node === null ? '' : this.#text.slice(node.startIndex, node.endIndex);
  }

  /** What stands before `end` (usually a body), as one line. */
  head(node: SyntaxNode, end: SyntaxNode | null, closing = ''): string {
    const text = this.#text.slice(node.startIndex, end?.startIndex ?? node.endIndex);
    return compactSignature(withoutComments(text).replace(/[;,{\s]+$/, '')) + closing;
  }

  /** A whole declaration with its lines, without comments, from the first column. */
  whole(node: SyntaxNode): string {
    const start = this.#text.lastIndexOf('\n', node.startIndex) + 1;
    const indentation = /^[ \t]*/.exec(this.#text.slice(start, node.startIndex))?.[0] ?? '';
    // Bounded before it is looked at: a body can be a table of a million entries.
    const lines = withoutComments(this.#text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 8000)))
      .split('\n')
      .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line).trimEnd())
      .filter((line) => line !== '');
    let length = 0;
    const kept = lines.filter((line, index) => {
      length += line.length + 1;
      return index < maxBodyLines && length <= maxBodyCharacters;
    });
    if (kept.length === 0) return compactSignature(lines[0] ?? '');
    return kept.length < lines.length ? `${kept.join('\n')} …` : kept.join('\n');
  }

  build(): FileOutline {
    return { definitions: this.#definitions, imports: this.#imports };
  }
}

/** The children of a node that are there. */
export function childrenOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  return node === null ? [] : node.namedChildren.filter((child) => child !== null);
}

export function firstOfType(node: SyntaxNode | null, ...types: readonly string[]): SyntaxNode | null {
  return childrenOf(node).find(({ type }) => types.includes(type)) ?? null;
}

/** Comments of C's kind that fill the rest of their line, or stand between tokens; texts with `//` in them survive. */
function withoutComments(text: string): string {
  if (!text.includes('/')) return text;
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;,{}()])\/\/.*$/gm, '$1');
}
