import type { FilterReason } from '../outcome.ts';
import { dropCutShort } from './cut-short.ts';
import { dropRepeatedIndentation, matchIndentation } from './indentation.ts';
import { normalizeLineEndsRule } from './normalize-line-ends.ts';
import { dropRepeatsBefore, stopRepetition } from './repetition.ts';
import { dropRepeatedSuffix } from './repeats-suffix.ts';
import type { ShapingContext, ShapingRule } from './rule.ts';
import { stopAtBlockEnd } from './stop-at-block-end.ts';
import { stopAtLineEnd } from './stop-at-line-end.ts';
import { stopAtSuffix } from './stop-at-suffix.ts';
import { stripMarkers } from './strip-markers.ts';
import { trimEnd } from './trim-end.ts';

/** All rules, in the order in which they apply. */
export const shapingRules: readonly ShapingRule[] = [
  normalizeLineEndsRule,
  stripMarkers,
  dropRepeatedIndentation,
  matchIndentation,
  stopAtLineEnd,
  dropCutShort,
  stopAtBlockEnd,
  stopAtSuffix,
  stopRepetition,
  dropRepeatsBefore,
  dropRepeatedSuffix,
  trimEnd,
];

export interface Shaped {
  readonly text: string;
  /** The rest of the stream can't matter. */
  readonly isFinal: boolean;
  readonly endsLine: boolean;
  /** Why nothing is left, where nothing is. */
  readonly emptiedBy: FilterReason | undefined;
  /** Names of the rules that changed something. */
  readonly by: readonly string[];
}

/** What is to be shown of what a model has said so far. A longer `raw` never takes back what a shorter one showed. */
export function shape(raw: string, context: ShapingContext): Shaped {
  let text = raw;
  let isFinal = false;
  let endsLine = false;
  let emptiedBy: FilterReason | undefined;
  let end = context.end;
  const by: string[] = [];
  for (const rule of shapingRules) {
    const result = rule.apply(text, { ...context, end });
    if (result.text !== text) by.push(rule.name);
    if (result.text === '' && text !== '') emptiedBy ??= result.emptiedBy ?? 'empty';
    text = result.text;
    endsLine ||= result.endsLine === true;
    if (result.isFinal === true) {
      // What a rule has cut is whole: the rules after it may look at its end.
      isFinal = true;
      end = 'stop';
    }
  }
  if (text === '') emptiedBy ??= 'empty';
  return { text, isFinal, endsLine, emptiedBy: text === '' ? emptiedBy : undefined, by };
}
