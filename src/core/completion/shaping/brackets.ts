const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const quotes = new Set(['"', "'", '`']);

/**
 * The closers in a text that close what was opened before it, in order: `b) + [c]];` gives `)]`. A quote in which the
 * text starts counts as one (`inQuote`). Quotes are followed within a line, an apostrophe between letters is none.
 */
export function unmatchedClosers(text: string, inQuote?: string): string {
  const stack: string[] = [];
  let unmatched = '';
  let quote = inQuote;
  let isOuterQuote = inQuote !== undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote !== undefined) {
      if (character === '\\') at += 1;
      else if (character === quote) {
        if (isOuterQuote) unmatched += character;
        quote = undefined;
        isOuterQuote = false;
      } else if (character === '\n' && quote !== '`') quote = undefined;
      continue;
    }
    if (quotes.has(character) && !(character === "'" && /\w/.test(text[at - 1] ?? ''))) quote = character;
    else if (character in closerOf) stack.push(closerOf[character] ?? '');
    else if (character === ')' || character === ']' || character === '}') {
      if (stack.at(-1) === character) stack.pop();
      else unmatched += character;
    }
  }
  return unmatched;
}

/** The quote that a line leaves open at its end, if any. */
export function openQuote(line: string): string | undefined {
  let quote: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (quote !== undefined) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = undefined;
    } else if (quotes.has(character) && !(character === "'" && /\w/.test(line[at - 1] ?? ''))) quote = character;
  }
  return quote;
}

/** Whether a line holds nothing but closers and what may follow them. */
export function isClosersOnly(line: string): boolean {
  return /^[\s)\]}>;,]*$/.test(line) && /[)\]}>]/.test(line);
}

/** Whether a line ends by opening a block: what belongs into it comes on the next lines. */
export function opensBlock(line: string): boolean {
  return /([{([]|=>|:|\bdo|\bthen|\belse|\bbegin)\s*$/.test(line);
}
