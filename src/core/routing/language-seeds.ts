interface SeedRow {
  /** Matches the model's name. */
  readonly model: RegExp;
  /** What it was trained on, by VS Code's language identifiers, as its authors list it. */
  readonly languages: readonly string[];
}

const script = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

/** Models whose authors name a closed list of languages. All others are taken to know whatever they are asked. */
const table: readonly SeedRow[] = [
  {
    model: /star-?coder-?2.*\b(3|7)b/i,
    languages: [
      ...script,
      ...['c', 'cpp', 'csharp', 'go', 'java', 'kotlin', 'lua', 'php', 'python'],
      ...['r', 'ruby', 'rust', 'shellscript', 'sql', 'swift'],
    ],
  },
  { model: /code-?llama/i, languages: [...script, 'cpp', 'csharp', 'java', 'php', 'python', 'shellscript'] },
];

/** Whether a model was not made for a language. Serves only to choose among the models that the user has configured. */
export function isWeakIn(model: string, languageId: string): boolean {
  const row = table.find((seed) => seed.model.test(model));
  return row !== undefined && languageId !== '' && !row.languages.includes(languageId);
}
