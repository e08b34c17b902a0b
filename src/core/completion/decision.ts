import type { DebounceReason, TriggerReason } from './trigger-reason.ts';
import type { Outcome } from './outcome.ts';
import type { ProviderId } from '../providers/provider.ts';

/** What was decided about one call, and how long each step took. Holds no source text, no path. */
export interface Decision {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly languageId: string;
  readonly documentVersion: number;
  readonly line: number;
  readonly character: number;
  readonly trigger: 'automatic' | 'explicit' | 'refresh';
  readonly triggerReason: TriggerReason | undefined;
  readonly outcome: Outcome;
  readonly provider: ProviderId | undefined;
  readonly debounce: { readonly ms: number; readonly reason: DebounceReason } | undefined;
  /** From the call: to its answer. */
  readonly totalMs: number;
  /**
   * From the call to the request on the wire; where the call had joined a stream that then said something else, from
   * that moment. Undefined where it made none.
   */
  readonly requestMs: number | undefined;
  /** Of that, what the debounce had left at the call, which counts from the key. */
  readonly waitMs: number | undefined;
  readonly ttftMs: number | undefined;
  /** Characters that are shown and not yet typed. */
  readonly shownCharacters: number;
  readonly shownLines: number;
  /** About so many were in the prompt that brought what is shown. */
  readonly contextTokens: number | undefined;
  /** Shaping rules that changed the text, in order. */
  readonly shapedBy: readonly string[];
}
