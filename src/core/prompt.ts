import type { Uri } from './document.ts';

/** Where a piece of context came from. The closed list is what statistics and `weights` speak of. */
export const contextSourceKinds = [
  'definitions',
  'fingerprint',
  'recent-edits',
  'recent-tabs',
  'repository',
  'notebook-cells',
] as const;

export type ContextSourceKind = (typeof contextSourceKinds)[number];

/** A piece of another place that helps the model: whole lines, LF. */
export interface ContextSnippet {
  readonly source: ContextSourceKind;
  /** For people: `cart.py:CartItem`. */
  readonly label: string;
  readonly uri: Uri | undefined;
  /** Below the workspace folder, with `/`. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

/**
 * What a completion would be asked with, before the privacy gate has seen it: text around the cursor, and snippets in
 * the order in which they are to stand (what changes least first, so that servers' prompt caches hit).
 */
export interface PromptDraft {
  readonly uri: Uri;
  /** Of the cursor, in the document's text; -1 where prefix and suffix come from no document. */
  readonly offset: number;
  /** Of the file, below its workspace folder, with `/`; a bare name outside of all folders. */
  readonly path: string;
  readonly languageId: string;
  readonly repositoryName: string | undefined;
  /** Ends at the cursor. */
  readonly prefix: string;
  /** Starts at the cursor. */
  readonly suffix: string;
  readonly snippets: readonly ContextSnippet[];
}
