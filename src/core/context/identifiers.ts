const identifier = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const subwordBorder = /[_$\d]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** Words that every program is full of, and which say nothing about what it is about. */
const commonWords = new Set(
  (
    'abstract and args as assert async await bool boolean break case catch class const continue def default del do ' +
    'elif else end enum err error except export extends false final finally float fn for from func function get go ' +
    'if impl implements import in instanceof int interface is lambda let main map match mod mut new nil none not null ' +
    'number object of or override package pass private protected pub public raise range return self set static str ' +
    'string struct super switch test this throw throws trait true try type typeof undefined use val value var void ' +
    'while with yield'
  ).split(' '),
);

/** The identifiers of a text, with the offset of each. */
export function identifiersIn(text: string): readonly { readonly name: string; readonly offset: number }[] {
  return Array.from(text.matchAll(identifier), (match) => ({ name: match[0], offset: match.index }));
}

const knownSubwords = new Map<string, readonly string[]>();
/** A bound keeps a long session small: the same names come again and again while one types. */
const maxKnownSubwords = 50_000;

/** `parseHTTPRequest` and `parse_http_request` are both `parse`, `http`, `request`; common words are left out. */
export function subwordsOf(name: string): readonly string[] {
  const known = knownSubwords.get(name);
  if (known !== undefined) return known;
  const words = splitName(name);
  if (knownSubwords.size > maxKnownSubwords) knownSubwords.clear();
  knownSubwords.set(name, words);
  return words;
}

/** The same without remembering it, for names that are met once. */
export function splitName(name: string): readonly string[] {
  return name
    .split(subwordBorder)
    .map((word) => stem(word.toLowerCase()))
    .filter((word) => word.length > 1 && !commonWords.has(word));
}

/** Plural and singular are one word. */
function stem(word: string): string {
  if (word.length <= 3 || !word.endsWith('s') || word.endsWith('ss')) return word;
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1);
}
