import type { SecretSpan } from '../host.ts';

/** Shorter pieces say nothing by themselves, and would be found everywhere. */
const shortestPiece = 8;
/** At a text's very start or end even little of a secret shows where it was cut. */
const shortestEnd = 4;

/**
 * What a text holds of the secrets of the document that it was cut out of: whole lines of theirs, such as those in the
 * middle of a key block, and their ends where the cut went through them.
 */
export function findPieces(text: string, documentText: string, secrets: readonly SecretSpan[]): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const { start, end, rule } of secrets) {
    const value = documentText.slice(start, end);
    for (const line of new Set(value.split('\n').map((piece) => piece.trim()))) {
      if (line.length < shortestPiece || (line !== value && line.startsWith('-----'))) continue;
      for (let at = text.indexOf(line); at !== -1; at = text.indexOf(line, at + line.length)) {
        spans.push({ start: at, end: at + line.length, rule });
      }
    }
    const tail = overlap(value, text);
    if (tail > 0) spans.push({ start: 0, end: tail, rule });
    const head = overlap(text, value);
    if (head > 0) spans.push({ start: text.length - head, end: text.length, rule });
  }
  return spans;
}

/** How many characters at the end of one text the other starts with, where those are enough to say something. */
function overlap(first: string, second: string): number {
  const length = Math.min(first.length, second.length);
  // Of each start of the other, how much of it its own end repeats: so nothing is compared twice.
  const repeats: number[] = [0];
  const grown = (matched: number, next: string | undefined): number => {
    let at = matched;
    while (at > 0 && (at === length || second[at] !== next)) at = repeats[at - 1] ?? 0;
    return second[at] === next ? at + 1 : 0;
  };
  for (let at = 1; at < length; at += 1) repeats.push(grown(repeats[at - 1] ?? 0, second[at]));
  let matched = 0;
  for (let at = first.length - length; at < first.length; at += 1) matched = grown(matched, first[at]);
  return matched < shortestEnd ? 0 : matched;
}
