import { openQuote } from './shaping/brackets.ts';

/** The editor asks again at each key, 50 ms after it: more keys than these don't come before. */
const keysUntilAsked = 3;

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'", '`': '`' };

/**
 * What a text lacks where the editor closes these openers by itself. VS Code shows a text as long as what stands
 * between the cursor and the range's end appears in it; the closer that comes with an opener is such, and a text that
 * was cut before it would be hidden until the next answer. Each of these, put at the text's end, brings it back.
 *
 *     first|           (a, second(b      typed on: first(|)    hidden, but with ")" at its end: first([a, second(b])
 */
export function lackingClosers(remainder: string, lineBefore: string, openers: string): readonly string[] {
  if (openers === '' || remainder.includes('\n')) return [];
  const lacking = new Set<string>();
  let quote = openQuote(lineBefore);
  // Closers that the editor will have put behind the cursor, the nearest first.
  let closers = '';
  for (let at = 0; at < Math.min(keysUntilAsked, remainder.length - 1); at += 1) {
    const character = remainder[at] ?? '';
    if (character === closers[0]) {
      closers = closers.slice(1);
      quote = undefined;
    } else if (quote !== undefined) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = undefined;
    } else if (openers.includes(character)) {
      closers = `${closerOf[character] ?? ''}${closers}`;
      if (character === closerOf[character]) quote = character;
      const rest = missingOf(closers, remainder.slice(at + 1));
      if (rest !== '') lacking.add(rest);
    }
  }
  return [...lacking];
}

/** What is left of `closers` once those are passed over that appear in the text, in order. */
function missingOf(closers: string, text: string): string {
  let found = 0;
  for (const character of text) if (character === closers[found]) found += 1;
  return closers.slice(found);
}
