import type { Branded } from '../../base/branded.ts';
import type { Range } from '../document.ts';
import type { RefusalReason } from '../privacy/sendable-prompt.ts';
import type { ProviderErrorKind } from '../providers/errors.ts';
import type { ProviderId } from '../providers/provider.ts';
import type { NoRouteReason } from '../routing/route.ts';

/** One per suggestion that was made, whatever becomes of it. */
export type SuggestionId = Branded<string, 'SuggestionId'>;

/** What the host is to show. Replacing `range` by `text` is what accepting does. */
export interface Suggestion {
  readonly id: SuggestionId;
  /** The whole new text of `range`; LF. */
  readonly text: string;
  /** Starts at the line's or the word's start, so that backspace keeps the item; ends at or after the cursor. */
  readonly range: Range;
  /** The part of `text` that the user has not typed yet, as on screen. */
  readonly remainder: string;
  readonly provider: ProviderId;
}

/** Why a call was answered with nothing before anything was asked. */
export type SkipReason =
  | 'off'
  | 'language-off'
  | 'glob-off'
  | 'snoozed'
  | 'scheme'
  | 'inline-suggestions-off'
  | 'multiple-cursors'
  | 'middle-of-word'
  | 'after-escape'
  | 'after-undo'
  | 'too-large'
  | 'too-little-text'
  | 'in-snippet'
  | 'end-of-statement';

/** Why an answer that came was not shown. */
export type FilterReason =
  | 'empty'
  | 'blank'
  | 'repeats-suffix'
  | 'repeats-itself'
  | 'repeats-before'
  | 'not-visible'
  | 'too-long'
  | 'low-confidence'
  | 'does-not-extend-selection'
  | 'rejected-before';

/** How one request for a completion ended. Showing nothing is an outcome with a reason, not an error. */
export type Outcome =
  | { readonly kind: 'shown'; readonly from: AnswerOrigin }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'refused'; readonly reason: RefusalReason }
  /** Nobody may be asked now. */
  | { readonly kind: 'no-provider'; readonly reason: NoRouteReason }
  | { readonly kind: 'nothing'; readonly reason: FilterReason }
  | { readonly kind: 'later'; readonly provider: ProviderId }
  | { readonly kind: 'cancelled'; readonly during: 'debounce' | 'context' | 'stream' }
  | { readonly kind: 'failed'; readonly error: ProviderErrorKind | 'internal'; readonly isRetryable: boolean };

/** Where what is shown came from. `state`: it was on screen already. */
export type AnswerOrigin = 'state' | 'cache' | 'joined' | 'fresh' | 'draft';
