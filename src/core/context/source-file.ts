import type { SecretSpan } from '../host.ts';
import { type FileOutline, emptyOutline } from './outline.ts';
import { outlineByLines } from './outline-lexical.ts';
import { outlineBySyntax } from './syntax/outline-by-syntax.ts';
import type { Grammars } from './syntax/syntax-tree.ts';

/** Above this a file is data, or made by a tool. */
export const maxSourceBytes = 512 * 1024;
/** Lines that long are minified code, or data. */
const maxLineCharacters = 5000;
const maxMeanLineCharacters = 250;

/** Whether a text is written for people: not minified, no table of data. */
export function isReadable(text: string): boolean {
  let lines = 0;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    if (end - start > maxLineCharacters) return false;
    lines += 1;
    start = end + 1;
  }
  if (text.length - start > maxLineCharacters) return false;
  return text.length <= (lines + 1) * maxMeanLineCharacters;
}

/** The text with secret values blanked out, for everything that is remembered of it. */
export function withoutSecrets(text: string, secrets: readonly SecretSpan[]): string {
  if (secrets.length === 0) return text;
  let result = '';
  let at = 0;
  for (const { start, end } of secrets) {
    result += text.slice(at, start) + '*'.repeat(Math.max(0, end - Math.max(at, start)));
    at = Math.max(at, end);
  }
  return result + text.slice(at);
}

/** What a file on disk offers to others: by its syntax tree where there is a grammar, else by its lines. */
export async function outlineFile(grammars: Grammars, languageId: string, text: string): Promise<FileOutline> {
  try {
    const parser = await grammars.load(languageId);
    const tree = parser?.parse(text, null);
    if (tree === undefined || tree === null) return outlineByLines(text);
    try {
      return outlineBySyntax(languageId, tree.rootNode, text);
    } finally {
      tree.delete();
    }
  } catch {
    // One file that trips a grammar must not end the index.
    return emptyOutline;
  }
}
