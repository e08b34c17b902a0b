import type { FileOutline } from '../outline.ts';
import { OutlineBuilder } from './outline-builder.ts';
import { outlineGo } from './outline-go.ts';
import { outlineJava } from './outline-java.ts';
import { outlinePython } from './outline-python.ts';
import { outlineRust } from './outline-rust.ts';
import { outlineTypeScript } from './outline-typescript.ts';
import type { SyntaxNode } from './syntax-tree.ts';

type Outliner = (root: SyntaxNode, builder: OutlineBuilder) => void;

const outliners: Readonly<Record<string, Outliner>> = {
  typescript: outlineTypeScript,
  typescriptreact: outlineTypeScript,
  javascript: outlineTypeScript,
  javascriptreact: outlineTypeScript,
  python: outlinePython,
  go: outlineGo,
  java: outlineJava,
  rust: outlineRust,
};

/** What a parsed file offers and takes. Broken syntax only costs the definitions that it breaks. */
export function outlineBySyntax(languageId: string, root: SyntaxNode, text: string): FileOutline {
  const builder = new OutlineBuilder(text);
  outliners[languageId]?.(root, builder);
  return builder.build();
}
