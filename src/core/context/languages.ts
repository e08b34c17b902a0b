/** VS Code's language ids by file ending, for files that are read from disk and were never opened in an editor. */
const languageByEnding: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  vue: 'vue',
  svelte: 'svelte',
  py: 'python',
  pyi: 'python',
  go: 'go',
  java: 'java',
  rs: 'rust',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  hh: 'cpp',
  hpp: 'cpp',
  cs: 'csharp',
  kt: 'kotlin',
  kts: 'kotlin',
  swift: 'swift',
  scala: 'scala',
  rb: 'ruby',
  php: 'php',
  pl: 'perl',
  pm: 'perl',
  lua: 'lua',
  dart: 'dart',
  ex: 'elixir',
  exs: 'elixir',
  erl: 'erlang',
  hs: 'haskell',
  ml: 'ocaml',
  clj: 'clojure',
  fs: 'fsharp',
  groovy: 'groovy',
  gradle: 'groovy',
  sh: 'shellscript',
  bash: 'shellscript',
  zsh: 'shellscript',
  ps1: 'powershell',
  sql: 'sql',
  r: 'r',
  jl: 'julia',
  zig: 'zig',
  proto: 'proto3',
  graphql: 'graphql',
  css: 'css',
  scss: 'scss',
  less: 'less',
  html: 'html',
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  tf: 'terraform',
};

/** Languages whose files use each other's definitions. */
const families: readonly (readonly string[])[] = [
  ['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'vue', 'svelte'],
  ['c', 'cpp', 'objective-c', 'objective-cpp', 'cuda-cpp'],
  ['java', 'kotlin', 'scala', 'groovy'],
];

/** The language of a source file by its path; undefined for what is not worth an index. */
export function languageOfPath(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? undefined : languageByEnding[name.slice(dot + 1).toLowerCase()];
}

/** Whether definitions in one language are of use to code in another. */
export function areRelated(a: string, b: string): boolean {
  return a === b || families.some((family) => family.includes(a) && family.includes(b));
}
