/** How a line of a language becomes a comment. `after` closes it where the language has no line comments. */
export interface CommentSyntax {
  readonly before: string;
  readonly after: string;
}

const byMark: Readonly<Record<string, readonly string[]>> = {
  '#': [
    'python',
    'ruby',
    'shellscript',
    'yaml',
    'perl',
    'r',
    'elixir',
    'julia',
    'makefile',
    'dockerfile',
    'toml',
    'powershell',
    'coffeescript',
    'nim',
    'properties',
    'graphql',
    'terraform',
    'cmake',
  ],
  '--': ['lua', 'sql', 'haskell', 'elm', 'ada', 'vhdl'],
  ';': ['clojure', 'lisp', 'scheme', 'ini', 'asm'],
  '%': ['latex', 'erlang', 'matlab', 'prolog'],
  '"': ['vim'],
  "'": ['vb'],
};

const enclosed: Readonly<Record<string, CommentSyntax>> = {
  html: { before: '<!-- ', after: ' -->' },
  xml: { before: '<!-- ', after: ' -->' },
  markdown: { before: '<!-- ', after: ' -->' },
  vue: { before: '<!-- ', after: ' -->' },
  svelte: { before: '<!-- ', after: ' -->' },
  css: { before: '/* ', after: ' */' },
  ocaml: { before: '(* ', after: ' *)' },
};

const byLanguage = new Map<string, CommentSyntax>([
  ...Object.entries(byMark).flatMap(([mark, languages]) =>
    languages.map((language) => [language, { before: `${mark} `, after: '' }] as const),
  ),
  ...Object.entries(enclosed),
]);

/** The comment of a language; `//` where we don't know better, which is most often right. */
export function commentSyntax(languageId: string): CommentSyntax {
  return byLanguage.get(languageId) ?? { before: '// ', after: '' };
}
