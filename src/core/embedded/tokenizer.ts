import { isKeywordHash } from './keywords.ts';
import type { Lexicon } from './lexicon.ts';
import { hashText, kindFixed, kindName, kindNewline, kindNumber, makeToken, tokenOf } from './token.ts';

/** Tokens and where each starts in the text; token i is `text.slice(starts[i], starts[i + 1])`, and nothing is lost. */
export class TokenList {
  tokens: Int32Array;
  starts: Int32Array;
  count = 0;

  constructor(capacity = 1024) {
    this.tokens = new Int32Array(capacity);
    this.starts = new Int32Array(capacity);
  }

  push(token: number, start: number): void {
    if (this.count === this.tokens.length) {
      const tokens = new Int32Array(this.count * 2);
      tokens.set(this.tokens);
      this.tokens = tokens;
      const starts = new Int32Array(this.count * 2);
      starts.set(this.starts);
      this.starts = starts;
    }
    this.tokens[this.count] = token;
    this.starts[this.count] = start;
    this.count += 1;
  }

  at(position: number): number {
    return this.tokens[position] ?? 0;
  }

  truncate(count: number): void {
    this.count = Math.min(this.count, count);
  }
}

const longestWord = 64;

const classOther = 0;
const classBlank = 1;
const classNewline = 2;
const classWord = 3;
const classDigit = 4;

const classes = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 36;
  if (code === 10) classes[code] = classNewline;
  else if (code === 32 || code === 9) classes[code] = classBlank;
  else if (code >= 48 && code <= 57) classes[code] = classDigit;
  else if (isLetter) classes[code] = classWord;
}

function classOf(code: number): number {
  return code < 128 ? (classes[code] ?? classOther) : classWord;
}

/** Longest first; all other punctuation is a token by itself. */
const operators = new Set(
  (
    '=== !== ... ..= ..< <<= >>= **= //= ?? ?. ?: :: := -> => == != <= >= && || ++ -- += -= *= /= %= |= &= ^= << >> ' +
    '** // /* */ <- .. #[ /** """ ``` {{ }} ${ </ />'
  ).split(' '),
);

function operatorEnd(text: string, start: number): number {
  for (let length = 3; length > 1; length -= 1) {
    if (start + length <= text.length && operators.has(text.slice(start, start + length))) return start + length;
  }
  return start + 1;
}

/** Describes a newline that a blank line follows. */
export const describeBlankLine = '\nB';

/**
 * How a line's indentation differs from that of the last line that was not blank, as the text that a newline token
 * hashes: `\n=` the same, `\n+<blanks>` that much more, `\n-<count>` that many less, `\n!<blanks>` neither, `\nB` a
 * blank line. Relative, so that a block is the same block at any depth.
 */
export function describeNewline(before: string, after: string): string {
  if (after === before) return '\n=';
  if (after.startsWith(before)) return `\n+${after.slice(before.length)}`;
  if (before.startsWith(after)) return `\n-${before.length - after.length}`;
  return `\n!${after}`;
}

/** The text that a newline token stands for after a line that is indented by `before`. */
export function renderNewline(description: string, before: string): string {
  const rest = description.slice(2);
  switch (description[1]) {
    case 'B':
      return '\n';
    case '+':
      return `\n${before}${rest}`;
    case '-':
      return `\n${before.slice(0, Math.max(0, before.length - Number(rest)))}`;
    case '!':
      return `\n${rest}`;
    default:
      return `\n${before}`;
  }
}

/** The blanks that the line around `offset` starts with; a blank line has those of the line before. */
export function indentationAt(text: string, offset: number): string {
  let lineStart = lineStartBefore(text, offset);
  for (;;) {
    let end = lineStart;
    while (end < text.length && classOf(text.charCodeAt(end)) === classBlank) end += 1;
    if (end < text.length && text.charCodeAt(end) !== 10) return text.slice(lineStart, end);
    if (lineStart === 0) return '';
    lineStart = lineStartBefore(text, lineStart - 1);
  }
}

/** `lastIndexOf` takes a negative start for 0, and would find a line break there. */
function lineStartBefore(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

export interface TokenizeOptions {
  /** Where each token's text is remembered, for those who will have to write it. */
  readonly lexicon?: Lexicon;
  /** Start here, at the beginning of a token; default 0. */
  readonly from?: number;
  /** Indentation of the line that `from` lies in. */
  readonly indentation?: string;
}

/** Splits any program's text into tokens, appended to `list`. Linear, no state across lines but the indentation. */
export function tokenize(text: string, list: TokenList, options: TokenizeOptions = {}): void {
  const { lexicon } = options;
  const end = text.length;
  let at = options.from ?? 0;
  let indentation = options.indentation ?? indentationAt(text, 0);
  let newlineText = '';
  while (at < end) {
    const start = at;
    let code = text.charCodeAt(at);
    let kind = classOf(code);
    if (kind === classNewline) {
      at += 1;
      while (at < end && classOf(text.charCodeAt(at)) === classBlank) at += 1;
      if (at < end && text.charCodeAt(at) === 10) {
        newlineText = describeBlankLine;
      } else {
        const after = text.slice(start + 1, at);
        newlineText = after === indentation ? '\n=' : describeNewline(indentation, after);
        indentation = after;
      }
      const token = tokenOf(newlineText, kindNewline, false);
      lexicon?.add(token, newlineText);
      list.push(token, start);
      continue;
    }
    let isSpaced = false;
    if (kind === classBlank) {
      at += 1;
      const next = at < end ? classOf(text.charCodeAt(at)) : classNewline;
      if (code === 32 && next !== classBlank && next !== classNewline) {
        isSpaced = true;
        code = text.charCodeAt(at);
        kind = next;
      } else {
        while (at < end && classOf(text.charCodeAt(at)) === classBlank) at += 1;
        const token = makeToken(hashText(text, start, at), kindFixed, { first: code, hasSpace: false });
        lexicon?.addSlice(token, text, start, at);
        list.push(token, start);
        continue;
      }
    }
    const textStart = at;
    let tokenKind = kindFixed;
    if (kind === classWord || kind === classDigit) {
      tokenKind = kind === classWord ? kindName : kindNumber;
      at += 1;
      while (at < end && at - textStart < longestWord) {
        const next = classOf(text.charCodeAt(at));
        if (next !== classWord && next !== classDigit) break;
        at += 1;
      }
    } else {
      at = operatorEnd(text, at);
    }
    const hash = hashText(text, textStart, at);
    if (tokenKind === kindName && isKeywordHash(hash)) tokenKind = kindFixed;
    const token = makeToken(hash, tokenKind, { first: code, hasSpace: isSpaced });
    lexicon?.addSlice(token, text, start, at);
    list.push(token, start);
  }
}
