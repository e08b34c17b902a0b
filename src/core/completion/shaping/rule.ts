import type { FilterReason } from '../outcome.ts';
import type { AskedFor } from '../asked-for.ts';
import type { StreamEnd } from '../../providers/provider.ts';

/** What a rule knows besides the text. */
export interface ShapingContext {
  /** The document before the cursor, LF. */
  readonly prefix: string;
  /** The document after the cursor, LF. */
  readonly suffix: string;
  readonly languageId: string;
  readonly askedFor: AskedFor;
  readonly tabSize: number;
  /** Absent while the stream runs: then a rule only does what more text can't undo. */
  readonly end: StreamEnd['reason'] | undefined;
}

export interface RuleResult {
  readonly text: string;
  /** More text wouldn't change the result, so that the stream may be ended. */
  readonly isFinal?: boolean;
  /** The place is finished by itself: the line needs nothing more than this. */
  readonly endsLine?: boolean;
  /** Why nothing is left, where nothing is. */
  readonly emptiedBy?: FilterReason;
}

/** One step from what a model said to what is shown. Pure; `text` is the result of the rules before it. */
export interface ShapingRule {
  readonly name: string;
  apply(text: string, context: ShapingContext): RuleResult;
}

/** The last line of a text, which is the cursor's own up to the cursor. */
export function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** The first line of a text without its line end. */
export function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? text : text.slice(0, end);
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}
