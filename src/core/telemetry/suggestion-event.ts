import type { Uri } from '../document.ts';
import type { ContextSourceKind } from '../prompt.ts';
import type { ProviderId } from '../providers/provider.ts';

/** Who wrote a suggestion. A draft is the embedded engine's, shown until the model's own text confirms it. */
export const suggestionOrigins = ['model', 'embedded', 'draft', 'speculation'] as const;

export type SuggestionOrigin = (typeof suggestionOrigins)[number];

/** What a suggestion's life is told in; how it is counted and sent is decided by those who listen. */
export interface SuggestionEvent {
  /** The same from the first time it is shown to its end, however much of it is typed or grown in between. */
  readonly suggestionId: string;
  /** Of what was asked to get it; several suggestions may come of one. */
  readonly requestId: string;
  readonly kind: SuggestionEventKind;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly languageId: string;
  readonly uri: Uri;
  readonly provider: ProviderId;
  /** As it was asked for; `embedded` for the engine that needs none. */
  readonly model: string;
  /** As the service named what it ran, once its stream has ended. */
  readonly modelVersion: string | undefined;
  readonly origin: SuggestionOrigin;
  readonly contextSources: readonly ContextSourceKind[];
  readonly ttftMs: number | undefined;
  /** Characters that this event is about: shown, typed through, taken. */
  readonly characters: number;
  /** Those characters, where they were taken. Source text: it leaves this process in no form. */
  readonly text: string;
  /** Of the whole suggestion, as it was shown at most. */
  readonly shownCharacters: number;
  /** Since it was first shown. */
  readonly visibleMs: number;
  /** In the document after this event: where the cursor is; for following what was accepted. */
  readonly offset: number;
}

/**
 * `shown` once; `grown` by more of the same text; then any number of
 * - `typed`: characters came by hand, or a line end with the indentation that editors add;
 * - `word-taken`, `line-taken`: more came at once, as by the keys for it, or by accepting the same from a list;
 * - `word-confirmed`: what was last told as typed was a word's key after all (a blank is a word to VS Code);
 * - `rest-taken`: all that was left came at once, by Tab or by a paste: `accepted` says that it was Tab;
 * and one end: `accepted`, `completed` (nothing of it is left), `dismissed`, `diverged`, `superseded` or `left`.
 */
export type SuggestionEventKind =
  | 'shown'
  | 'grown'
  | 'typed'
  | 'word-taken'
  | 'line-taken'
  | 'word-confirmed'
  | 'rest-taken'
  | 'accepted'
  | 'completed'
  | 'dismissed'
  | 'diverged'
  | 'superseded'
  | 'left';
