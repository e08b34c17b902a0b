import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A string literal, which translators are given as it is. */
const literal = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const call = new RegExp(String.raw`\bl10n\.t\(\s*(?:(${literal})|(\S+))`, 'g');

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

function valueOf(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}

/** The bundle as it belongs to the sources below `root`: each string to itself, in a fixed order. */
export function bundleOf(root: string): Readonly<Record<string, string>> {
  const folder = path.join(root, 'src/vscode');
  const strings = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => localisedIn(readFileSync(path.join(folder, name), 'utf8')).strings);
  return Object.fromEntries([...new Set(strings)].toSorted().map((text) => [text, text]));
}
