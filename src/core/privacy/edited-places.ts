import type { DocumentEdit } from '../document.ts';
import type { SecretSpan } from '../host.ts';

/** Part of a text, in characters from its start. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/**
 * What edits, one after the other, leave of the spans of a text, and the places of the new text that they have touched:
 * in ascending order, those closer together than `gap` as one.
 */
export function followEdits(
  before: readonly SecretSpan[],
  edits: readonly DocumentEdit[],
  gap: number,
): { readonly spans: readonly SecretSpan[]; readonly places: readonly Place[] } {
  let spans = before;
  let places: readonly Place[] = [];
  for (const { offset, deletedLength, insertedText } of edits) {
    const deletedTo = offset + deletedLength;
    const shift = insertedText.length - deletedLength;
    const whole: SecretSpan[] = [];
    let touched = { from: offset, to: deletedTo };
    for (const span of spans) {
      if (span.start >= deletedTo) whole.push({ ...span, start: span.start + shift, end: span.end + shift });
      else if (span.end <= offset) whole.push(span);
      // What a secret covered may hold others, once it is none any more.
      else touched = { from: Math.min(touched.from, span.start), to: Math.max(touched.to, span.end) };
    }
    const apart: Place[] = [];
    for (const place of places) {
      if (place.from >= touched.to) apart.push({ from: place.from + shift, to: place.to + shift });
      else if (place.to <= touched.from) apart.push(place);
      else touched = { from: Math.min(touched.from, place.from), to: Math.max(touched.to, place.to) };
    }
    spans = whole;
    places = [...apart, { from: touched.from, to: touched.to + shift }];
  }
  return { spans, places: joined(places, gap) };
}

function joined(places: readonly Place[], gap: number): readonly Place[] {
  const result: Place[] = [];
  for (const place of places.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || place.from - last.to >= gap) result.push(place);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, place.to) };
  }
  return result;
}
