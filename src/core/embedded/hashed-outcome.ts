import type { EmbeddedOutcome, HashedOutcome } from '../protocol.ts';
import { fileStart, hashText, kindNewline, kindOf, withoutSpace } from './token.ts';
import { TokenList, tokenize } from './tokenizer.ts';

/** What is worth remembering of an outcome, with no text in it. */
export function hashOutcome(outcome: Omit<EmbeddedOutcome, 'languageId'>, at: number): HashedOutcome {
  const line = lineWith(outcome.prefixTail, outcome.text);
  const suggestionStart = lineWith(outcome.prefixTail, '').length;
  const list = new TokenList();
  tokenize(line, list);
  const ends = Array.from({ length: list.count }, (_, token) => list.starts[token + 1] ?? line.length);
  if (list.count > 0) ends[list.count - 1] = line.length;
  const first = Math.max(
    0,
    ends.findIndex((end) => end > suggestionStart),
  );
  return {
    at,
    kind: outcome.kind,
    file: hashLine(outcome.uri),
    beginning: beginningOf(list.tokens[first - 1] ?? fileStart, list.tokens[first] ?? fileStart),
    lines: ends.slice(first).map((end) => hashLine(line, end)),
    length: line.length,
  };
}

/** The line around the cursor up to the first line break of the suggestion, without its indentation. */
export function lineWith(prefix: string, suggestion: string): string {
  const lineBreak = suggestion.indexOf('\n', suggestion.startsWith('\n') ? 1 : 0);
  const added = lineBreak < 0 ? suggestion : suggestion.slice(0, lineBreak);
  return prefix.slice(prefix.lastIndexOf('\n') + 1).trimStart() + added;
}

export function hashLine(text: string, end = text.length): number {
  return hashText(text, 0, end);
}

/** Hash of the token before a suggestion, none at a line's start, and the suggestion's first one. */
export function beginningOf(last: number, first: number): number {
  const before = kindOf(last) === kindNewline ? fileStart : withoutSpace(last);
  return hashLine(`${before} ${withoutSpace(first)}`);
}
