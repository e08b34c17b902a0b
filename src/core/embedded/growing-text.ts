import type { Candidate } from './features.ts';
import { kindNewline, kindOf } from './token.ts';
import { describeBlankLine } from './tokenizer.ts';

/** A place where the suggestion could stop. */
export interface StopPoint {
  readonly text: string;
  /** That `text` is exactly what comes next; with `endsLine`, also that the line (or what is missing of it) ends there. */
  readonly confidence: number;
  readonly endsLine: boolean;
  readonly lines: number;
  readonly source: 'ngram' | 'copy' | 'shape';
}

/** A match of so many tokens is a copy, not grammar. */
const copyLength = 8;
/** Support of what was typed and not predicted: more than any prediction has. */
const supportOfTyped = 4;

/** The suggestion while it is made, token by token. */
export class GrowingText {
  readonly points: StopPoint[] = [];
  readonly #prefix: string;
  text = '';
  indentation: string;
  confidence = 1;
  lines = 1;
  tokensInLine: number;
  /** Brackets opened and not closed. */
  depth = 0;
  lastSupport = supportOfTyped;
  leastSupport = supportOfTyped;
  #steps = 0;
  #changedSteps = 0;
  #copiedSteps = 0;

  constructor(start: { readonly prefix: string; readonly indentation: string; readonly tokensInLine: number }) {
    this.#prefix = start.prefix;
    this.indentation = start.indentation;
    this.tokensInLine = start.tokensInLine;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Counts how the next token was found: before it is taken, or the line ended by it. */
  count(candidate: Candidate, longestMatch: number): void {
    if (candidate.shapeIsChanged) this.#changedSteps += 1;
    else if (longestMatch >= copyLength) this.#copiedSteps += 1;
    this.lastSupport = candidate.support;
    this.leastSupport = Math.min(this.leastSupport, candidate.support);
  }

  /** The line, or what is missing of it, ends here. */
  endLine(): void {
    this.#addPoint(true);
  }

  /** Goes on in a new line; `description` is the newline token's. */
  startLine(description: string): void {
    if (description !== describeBlankLine) this.lines += 1;
    this.tokensInLine = 0;
  }

  /** Adds a token's text. */
  take(token: number, added: string, description: string): void {
    this.text += added;
    if (kindOf(token) === kindNewline) {
      if (description !== describeBlankLine) this.indentation = this.#lastLine();
    } else {
      this.depth += bracketChange(added);
      this.#addPoint(false);
    }
    this.#steps += 1;
  }

  #addPoint(endsLine: boolean): void {
    const { text, confidence, lines } = this;
    const source = this.#changedSteps > 0 ? 'shape' : this.#copiedSteps * 2 > this.#steps ? 'copy' : 'ngram';
    this.points.push({ text, confidence, endsLine, lines, source });
  }

  #lastLine(): string {
    const lineBreak = this.text.lastIndexOf('\n');
    if (lineBreak >= 0) return this.text.slice(lineBreak + 1);
    return this.#prefix.slice(this.#prefix.lastIndexOf('\n') + 1) + this.text;
  }
}

function bracketChange(text: string): number {
  let change = 0;
  for (const character of text) {
    if ('([{'.includes(character)) change += 1;
    else if (')]}'.includes(character)) change -= 1;
  }
  return change;
}
