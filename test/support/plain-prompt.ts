import type { DocumentSnapshot } from '../../src/core/document.ts';
import type { PromptDraft } from '../../src/core/prompt.ts';

/** A prompt of all of the document's text, and of nothing else. */
export function plainPrompt(place: { readonly document: DocumentSnapshot; readonly offset: number }): PromptDraft {
  const { document, offset } = place;
  const { uri, languageId, text } = document;
  return {
    uri,
    offset,
    path: '',
    languageId,
    repositoryName: undefined,
    prefix: text.slice(0, offset),
    suffix: text.slice(offset),
    snippets: [],
  };
}

/** The same as the arbiter's port answers it. */
export function plainAnswer(place: {
  readonly document: DocumentSnapshot;
  readonly offset: number;
}): Promise<{ readonly draft: PromptDraft; readonly tokens: number }> {
  return Promise.resolve({ draft: plainPrompt(place), tokens: Math.ceil(place.document.text.length / 4) });
}
