import type { ContextView } from './file-index.ts';
import { kindFixed, kindName, kindNewline, kindNumber, kindOf, tokenOf, withoutSpace } from './token.ts';

function tokensOf(texts: string): Set<number> {
  return new Set(texts.split(' ').map((text) => tokenOf(text, kindFixed, false)));
}

const openers = tokensOf('( [');
const closers = tokensOf(') ]');
const ends = tokensOf('; { }');
const dots = tokensOf('. -> :: ?.');

export function isDot(token: number): boolean {
  return dots.has(withoutSpace(token));
}

/** What the scorer knows of a sign. */
export function describeToken(token: number): {
  readonly isOpener: boolean;
  readonly isCloser: boolean;
  /** Of a statement, or of its line. */
  readonly isEnd: boolean;
} {
  const plain = withoutSpace(token);
  return {
    isOpener: openers.has(plain),
    isCloser: closers.has(plain),
    isEnd: kindOf(token) === kindNewline || ends.has(plain),
  };
}

/** The line that the next token goes on from. */
export interface LineSoFar {
  /** Round and square brackets opened in it and not closed; below zero where it closes those of lines above. */
  readonly depth: number;
  readonly tokens: ReadonlySet<number>;
  readonly isAfterName: boolean;
  readonly isAfterDot: boolean;
  readonly isAfterOpener: boolean;
}

/** Reads the context back to the line's start. */
export function lineSoFar({ tokens, count }: ContextView): LineSoFar {
  const seen = new Set<number>();
  let depth = 0;
  for (let at = count - 1; at >= 0; at -= 1) {
    const token = withoutSpace(tokens[at] ?? 0);
    if (kindOf(token) === kindNewline) break;
    seen.add(token);
    if (openers.has(token)) depth += 1;
    else if (closers.has(token)) depth -= 1;
  }
  const last = withoutSpace(tokens[count - 1] ?? 0);
  const kind = kindOf(last);
  return {
    depth,
    tokens: seen,
    isAfterName: kind === kindName || kind === kindNumber,
    isAfterDot: isDot(last),
    isAfterOpener: openers.has(last),
  };
}
