/** What was asked for: the rest of the line, or a block of at most so many lines. */
export type AskedFor = { readonly kind: 'line' } | { readonly kind: 'block'; readonly maxLines: number };

/** As much as the 48 tokens of a line hold: whoever is further ahead of a stream has long been typing without it. */
export const longestAhead = 200;

/** Whether an answer to what was asked for could say this: the rest of a line has no line end, a block so many lines. */
export function stillFits(askedFor: AskedFor, said: string): boolean {
  if (askedFor.kind === 'line') return !said.includes('\n');
  return said.split('\n').filter((line) => /\S/.test(line)).length <= askedFor.maxLines;
}

/** Tokens to ask for: a line seldom has more than 48, a block's lines some 14 each. */
export function maxTokensFor(askedFor: AskedFor, setting: number): number {
  return Math.min(setting, askedFor.kind === 'line' ? 48 : Math.max(48, 16 + 14 * askedFor.maxLines));
}
