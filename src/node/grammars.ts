import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language, Parser, Tree } from '@vscode/tree-sitter-wasm';
import type { Grammars, SyntaxParser } from '../core/context/syntax/syntax-tree.ts';

const grammarByLanguage: Readonly<Record<string, string>> = {
  typescript: 'typescript',
  typescriptreact: 'tsx',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  python: 'python',
  go: 'go',
  java: 'java',
  rust: 'rust',
};

/** Halts a parse that would keep an answer waiting; the next edit tries again. */
const maxParseMs = 250;

/** Where the grammars lie: as the worker was told, else beside its bundle, else in the package that they come from. */
export function grammarsFolder(workerData: unknown, moduleUrl: string): string {
  if (typeof workerData === 'object' && workerData !== null && 'grammarsLocation' in workerData) {
    return String(workerData.grammarsLocation);
  }
  const bundled = fileURLToPath(new URL('./grammars', moduleUrl));
  if (existsSync(join(bundled, 'tree-sitter.wasm'))) return bundled;
  try {
    return dirname(createRequire(moduleUrl).resolve('@vscode/tree-sitter-wasm'));
  } catch {
    return '';
  }
}

/** Tree-sitter grammars from a folder, each loaded when its language is first met. */
export function createGrammars(folder: string): Grammars {
  const parsers = new Map<string, Promise<SyntaxParser | undefined>>();
  return {
    load: (languageId) => {
      const grammar = grammarByLanguage[languageId];
      if (grammar === undefined || folder === '') return Promise.resolve(undefined);
      const known = parsers.get(grammar) ?? loadParser(folder, grammar).catch(() => undefined);
      parsers.set(grammar, known);
      return known;
    },
  };
}

interface Runtime {
  readonly Parser: typeof Parser;
  readonly Language: typeof Language;
}

let runtime: Promise<Runtime> | undefined;

function loadRuntime(folder: string): Promise<Runtime> {
  runtime ??= import('@vscode/tree-sitter-wasm').then(async (module) => {
    // A CommonJS module: by `import` its exports stand under `default`.
    const treeSitter = 'default' in module ? (module.default as Runtime) : (module as Runtime);
    await treeSitter.Parser.init({ locateFile: (name: string) => join(folder, name) });
    return treeSitter;
  });
  return runtime;
}

async function loadParser(folder: string, grammar: string): Promise<SyntaxParser> {
  const [treeSitter, bytes] = await Promise.all([
    loadRuntime(folder),
    readFile(join(folder, `tree-sitter-${grammar}.wasm`)),
  ]);
  const language = await treeSitter.Language.load(bytes);
  const parser = new treeSitter.Parser();
  parser.setLanguage(language);
  return {
    parse: (text, before) => {
      const deadline = performance.now() + maxParseMs;
      const tree = parser.parse(text, before as Tree | null, {
        progressCallback: () => performance.now() > deadline,
      });
      if (tree === null) parser.reset();
      return tree;
    },
  };
}
