/** A place in a parsed text, as its row and its UTF-16 column. */
export interface SyntaxPoint {
  readonly row: number;
  readonly column: number;
}

/** The part of a tree-sitter node that Midfill uses. */
export interface SyntaxNode {
  readonly type: string;
  readonly isError: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: SyntaxPoint;
  readonly endPosition: SyntaxPoint;
  readonly parent: SyntaxNode | null;
  readonly namedChildren: readonly (SyntaxNode | null)[];
  childForFieldName(name: string): SyntaxNode | null;
  descendantForIndex(start: number, end?: number): SyntaxNode | null;
}

export interface SyntaxEdit {
  readonly startIndex: number;
  readonly oldEndIndex: number;
  readonly newEndIndex: number;
  readonly startPosition: SyntaxPoint;
  readonly oldEndPosition: SyntaxPoint;
  readonly newEndPosition: SyntaxPoint;
}

/** Lives outside of the garbage collector's reach: whoever holds it deletes it. */
export interface SyntaxTree {
  readonly rootNode: SyntaxNode;
  /** Tells where the text has changed, so that parsing again can keep the rest. */
  edit(edit: SyntaxEdit): void;
  delete(): void;
}

export interface SyntaxParser {
  /** Null where parsing took longer than it may. `before` is a tree of the text before, edited. */
  parse(text: string, before: SyntaxTree | null): SyntaxTree | null;
}

/** Grammars, loaded by need; behind a port because they come from files. */
export interface Grammars {
  /** Undefined where there is no grammar for the language, or it could not be loaded. Never rejects. */
  load(languageId: string): Promise<SyntaxParser | undefined>;
}

/** For tests and surroundings without grammars. */
export const noGrammars: Grammars = { load: () => Promise.resolve(undefined) };
