import { basename, extname } from 'node:path';

/** The editor's language ids by file extension, for what has one that isn't its extension. */
const byExtension: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'typescriptreact',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascriptreact',
  '.py': 'python',
  '.pyi': 'python',
  '.rs': 'rust',
  '.rb': 'ruby',
  '.cs': 'csharp',
  '.h': 'c',
  '.cc': 'cpp',
  '.cxx': 'cpp',
  '.hpp': 'cpp',
  '.hh': 'cpp',
  '.kt': 'kotlin',
  '.kts': 'kotlin',
  '.sh': 'shellscript',
  '.bash': 'shellscript',
  '.zsh': 'shellscript',
  '.md': 'markdown',
  '.yml': 'yaml',
  '.hs': 'haskell',
  '.ex': 'elixir',
  '.exs': 'elixir',
  '.erl': 'erlang',
  '.clj': 'clojure',
  '.fs': 'fsharp',
  '.ml': 'ocaml',
  '.pl': 'perl',
  '.ps1': 'powershell',
  '.tex': 'latex',
  '.tf': 'terraform',
  '.htm': 'html',
  '.txt': 'plaintext',
  '.jl': 'julia',
};

/** The language of a file by its name, spelled as editors spell it. */
export function languageOf(path: string): string {
  const name = basename(path).toLowerCase();
  if (name === 'makefile' || name === 'dockerfile') return name;
  const extension = extname(name);
  return byExtension[extension] ?? (extension === '' ? 'plaintext' : extension.slice(1));
}
