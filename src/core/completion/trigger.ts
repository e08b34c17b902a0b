import type { CompletionCall } from './api.ts';
import type { SkipReason } from './outcome.ts';
import { opensBlock } from './shaping/brackets.ts';
import type { TriggerReason } from './trigger-reason.ts';

/** Documents that people write code in. Commit messages, chat inputs, output panels and comments are none. */
const schemes = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-notebook-cell']);

/** Beyond this a keystroke's work would be felt. */
const maxDocumentCharacters = 5_000_000;
const maxLineCharacters = 10_000;

/** What the trigger has to know besides the call. */
export interface TriggerFacts {
  /** The user asked for it. */
  readonly isByHand: boolean;
  readonly isEnabled: boolean;
  readonly isSnoozed: boolean;
  readonly languages: Readonly<Record<string, boolean>>;
  readonly isGlobOff: boolean;
  /** Escape was pressed at this version. */
  readonly isAfterEscape: boolean;
  /** The last change undid or redid something. */
  readonly isAfterUndo: boolean;
  readonly isAfterAccept: boolean;
}

/**
 * `skip`: nothing is shown. `known-only`: what is on screen or cached is shown, nothing is asked. `ask`: go on.
 */
export type Trigger =
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'known-only'; readonly reason: SkipReason }
  | { readonly kind: 'ask'; readonly reason: TriggerReason };

export type MayAsk = Exclude<Trigger, { kind: 'skip' }>;

export function decideTrigger(call: CompletionCall, facts: TriggerFacts): Trigger {
  const skip = (reason: SkipReason): Trigger => ({ kind: 'skip', reason });
  const { document, position } = call;
  if (!facts.isEnabled) return skip('off');
  if (!isCodeScheme(document.uri)) return skip('scheme');
  if (facts.languages[document.languageId] === false) return skip('language-off');
  if (facts.isGlobOff) return skip('glob-off');
  if (document.text.length > maxDocumentCharacters) return skip('too-large');
  const line = document.lineAt(position.line);
  if (line.length > maxLineCharacters) return skip('too-large');
  if (!facts.isByHand) {
    if (facts.isSnoozed) return skip('snoozed');
    if (!call.editor.isInlineSuggestEnabled) return skip('inline-suggestions-off');
    if (call.editor.cursorCount > 1) return skip('multiple-cursors');
    if (call.editor.isInSnippet) return skip('in-snippet');
    if (facts.isAfterEscape) return skip('after-escape');
  }
  if (facts.isByHand) return { kind: 'ask', reason: 'explicit' };
  const before = line.slice(0, position.character);
  const after = line.slice(position.character);
  const knownOnly = (reason: SkipReason): Trigger => ({ kind: 'known-only', reason });
  if (facts.isAfterUndo) return knownOnly('after-undo');
  if (/^[\p{L}\p{N}_$]/u.test(after)) return knownOnly('middle-of-word');
  if (!/\S/.test(document.text)) return knownOnly('too-little-text');
  const isEnd = after.trim() === '' && /[;}]\s*$/.test(before);
  if (isEnd && !facts.isAfterAccept) return knownOnly('end-of-statement');
  if (call.selectedItem !== undefined) return { kind: 'ask', reason: 'widget-selection' };
  if (facts.isAfterAccept) return { kind: 'ask', reason: 'after-accept' };
  return { kind: 'ask', reason: placeReason(before, after) };
}

function placeReason(before: string, after: string): TriggerReason {
  if (before.trim() === '') return after.trim() === '' ? 'fresh-line' : 'line-start';
  if (/[\p{L}\p{N}_$)\]]\.$|->$|::$/u.test(before)) return 'member-access';
  if (opensBlock(before) || /[([{)\]}]\s?$/.test(before)) return 'after-bracket';
  return 'typing';
}

/** Whether a document is of a kind that people write code in. */
export function isCodeScheme(uri: string): boolean {
  return schemes.has(uri.slice(0, uri.indexOf(':')));
}

/** At the end of a word IntelliSense waits for our answer, and takes the screen when it waits too long. */
export function isWordPosition(before: string): boolean {
  return /[\p{L}\p{N}_$]$/u.test(before);
}
