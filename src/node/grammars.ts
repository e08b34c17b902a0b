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
export function createGrammars(folder: string): LoadedGrammars {
  const parsers = new Map<string, Promise<SyntaxParser | undefined>>();
  let runtime: Promise<Runtime> | undefined;
  return {
    load: (languageId) => {
      const grammar = grammarByLanguage[languageId];
      if (grammar === undefined || folder === '') return Promise.resolve(undefined);
      const known = parsers.get(grammar);
      if (known !== undefined) return known;
      runtime ??= loadRuntime(folder);
      const parser = loadParser(runtime, folder, grammar).catch(() => undefined);
      parsers.set(grammar, parser);
      return parser;
    },
    release: () => {
      parsers.clear();
      runtime = undefined;
    },
  };
}

interface LoadedGrammars extends Grammars {
  /** To be called when all parsing is done: their memory goes with the next collection. What is asked for later loads anew. */
  release(): void;
}

interface Runtime {
  readonly Parser: typeof Parser;
  readonly Language: typeof Language;
}

/**
 * Of one's own, and so not from the cache of modules: WebAssembly's memory never shrinks, and one large file makes it
 * grow by 50 MB. It is given back when nothing holds the runtime any more.
 */
async function loadRuntime(folder: string): Promise<Runtime> {
  // Beside the bundle the name says that it is no module; in its own package it isn't one anyway.
  const file = ['tree-sitter.cjs', 'tree-sitter.js'].map((name) => join(folder, name)).find(existsSync) ?? '';
  const require = createRequire(file);
  const treeSitter = require(file) as Runtime;
  delete require.cache[require.resolve(file)];
  await treeSitter.Parser.init({ locateFile: (name: string) => join(folder, name) });
  return treeSitter;
}

async function loadParser(runtime: Promise<Runtime>, folder: string, grammar: string): Promise<SyntaxParser> {
  const [treeSitter, bytes] = await Promise.all([runtime, readFile(join(folder, `tree-sitter-${grammar}.wasm`))]);
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
