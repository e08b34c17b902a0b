import { lineEnd, lineStart } from '../../base/text.ts';
import { type DocumentSnapshot, baseName } from '../document.ts';
import type { PromptDraft } from '../prompt.ts';

/** Within the smallest budget. */
const prefixCharacters = 3000;
const suffixCharacters = 400;

/** A prompt of whole lines around the cursor and nothing else: what needs nobody's help. */
export function plainDraft(document: DocumentSnapshot, offset: number, path: string | undefined): PromptDraft {
  const { uri, languageId, text } = document;
  const from = lineStart(text, Math.max(0, offset - prefixCharacters));
  const to = lineEnd(text, Math.min(text.length, offset + suffixCharacters));
  return {
    uri,
    offset,
    path: path ?? baseName(uri),
    languageId,
    repositoryName: undefined,
    prefix: text.slice(from, offset),
    suffix: text.slice(offset, to),
    snippets: [],
  };
}
