import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A string literal, which translators are given as it is. */
const literal = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const call = new RegExp(String.raw`\bl10n\.t\(\s*(?:(${literal})|(\S+))`, 'g');
const anyLiteral = new RegExp(literal, 'g');
/** A line of a comment, where an apostrophe begins no literal. */
const commentLine = /^\s*(?:\/\/|\/?\*).*$/gm;

/** Core files whose words the editor looks up as they are: the core itself knows no language but English. */
const coreWords = ['completion/explain.ts', 'completion/reason-words.ts'];

/** What `vscode.l10n.t` is called with: literals, and whatever else there is. */
export function localisedIn(source: string): {
  readonly strings: readonly string[];
  readonly others: readonly string[];
} {
  const calls = [...source.matchAll(call)];
  return {
    strings: calls.flatMap(([, text]) => (text === undefined ? [] : [valueOf(text)])),
    others: calls.flatMap(([, , other]) => (other === undefined ? [] : [other])),
  };
}

/** The literals of a source that read as words, three or more: what holds no values can be looked up. */
export function wordsIn(source: string): readonly string[] {
  return [...source.replaceAll(commentLine, '').matchAll(anyLiteral)]
    .map(([text]) => valueOf(text))
    .filter((text) => /^[A-Za-z][\w'’]* \S+ .*\w/.test(text));
}

function valueOf(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}

/** The bundle as it belongs to the sources below `root`: each string to itself, in a fixed order. */
export function bundleOf(root: string): Readonly<Record<string, string>> {
  const read = (...names: readonly string[]): string => readFileSync(path.join(root, 'src', ...names), 'utf8');
  const host = readdirSync(path.join(root, 'src/vscode'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => localisedIn(read('vscode', name)).strings);
  const core = coreWords.flatMap((name) => wordsIn(read('core', name)));
  return Object.fromEntries([...new Set([...host, ...core])].toSorted().map((text) => [text, text]));
}
