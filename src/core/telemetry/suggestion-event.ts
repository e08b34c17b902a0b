import type { ProviderId } from '../providers/provider.ts';

/** What a suggestion's life is told in; how it is counted and sent is decided by those who listen. */
export interface SuggestionEvent {
  /** The same from the first time it is shown to its end, however much of it is typed or grown in between. */
  readonly suggestionId: string;
  readonly kind: SuggestionEventKind;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly languageId: string;
  readonly uri: string;
  readonly provider: ProviderId;
  readonly modelVersion: string | undefined;
  /** Characters that this event is about: shown, typed through, taken. */
  readonly characters: number;
  /** Of the whole suggestion, as it was shown at most. */
  readonly shownCharacters: number;
  /** Since it was first shown. */
  readonly visibleMs: number;
  /** In the document after this event: where the cursor is; for following what was accepted. */
  readonly offset: number;
}

/**
 * `shown` once; `grown` by more of the same text; `typed`, `chunk-taken` (a word or line by its key) any number of
 * times; then one end: `accepted`, `completed` (typed to its end), `dismissed`, `diverged`, `superseded` or `left`.
 */
export type SuggestionEventKind =
  | 'shown'
  | 'grown'
  | 'typed'
  | 'chunk-taken'
  | 'accepted'
  | 'completed'
  | 'dismissed'
  | 'diverged'
  | 'superseded'
  | 'left';
