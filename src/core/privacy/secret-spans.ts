import type { SecretSpan } from '../host.ts';

/** In ascending order, with those that overlap made one under the name of the one that starts first. */
export function mergeSpans(spans: readonly SecretSpan[]): readonly SecretSpan[] {
  const merged: SecretSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start < last.end) {
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    } else if (span.end > span.start) {
      merged.push(span);
    }
  }
  return merged;
}
