import type { CandidateScorer } from './candidate-scorer.ts';
import type { Candidate } from './features.ts';
import { FeatureMaker } from './features.ts';
import type { FileIndex } from './file-index.ts';
import { longestContext } from './file-index.ts';
import { comparedShapes } from './following-line.ts';
import type { StopPoint } from './growing-text.ts';
import { GrowingText } from './growing-text.ts';
import { beginningOf } from './hashed-outcome.ts';
import type { MatchSources } from './match-gatherer.ts';
import { gatherMatches } from './match-gatherer.ts';
import { MatchList } from './match-list.ts';
import { kindNewline, kindOf, withoutSpace } from './token.ts';
import type { TokenList } from './tokenizer.ts';
import { indentationAt } from './tokenizer.ts';

/** One step, for those who fit or inspect the scorer. */
export interface PredictionStep {
  readonly textBefore: string;
  readonly candidates: readonly Candidate[];
  /** What each candidate would add. */
  readonly texts: readonly string[];
  readonly chosen: number;
  /** The line is only known to end if this is set: any newline counts. */
  readonly isLineEnd: readonly boolean[];
}

export interface PredictionOptions {
  readonly maxLines: number;
  /** Goes on while the confidence is at least this. */
  readonly leastConfidence: number;
  /** What to add to the log-odds of a beginning, from what this user took and refused. */
  readonly shiftOf?: (beginning: number) => number;
  /** Ends the prediction by answering false. */
  readonly observe?: (step: PredictionStep) => boolean;
}

const mostTokensPerLine = 40;
/** Characters that end a token for sure; after all others the token may go on. */
const sureEnds = '()[]{},;';

/** Follows the likeliest token, one after the other, and says at each how sure it still is. */
export class Predictor {
  readonly #scorer: CandidateScorer;
  readonly #matches = new MatchList();
  readonly #features = new FeatureMaker();
  readonly #context = new Int32Array(longestContext * 4);
  #contextCount = 0;

  constructor(scorer: CandidateScorer) {
    this.#scorer = scorer;
  }

  predict(sources: MatchSources, options: PredictionOptions): StopPoint[] {
    const { list, text: prefix } = sources.before;
    const { texts } = sources;
    const { typed, limit, indentation } = startOf(list, prefix);
    this.#startContext(list, limit);
    const ending = describeEnding(sources.after);
    const isInComment = isCommentLine(prefix.slice(prefix.lastIndexOf('\n') + 1));
    const growing = new GrowingText({ prefix, indentation, tokensInLine: countTokensInLine(list, limit) });
    while (growing.steps < mostTokensPerLine * options.maxLines) {
      const wanted = growing.steps === 0 ? typed : '';
      const step = this.#step(sources, growing, { typed: wanted, limit, following: ending.following, isInComment });
      const candidate = step.candidates[step.chosen];
      if (candidate === undefined || options.observe?.(step) === false) break;
      const { token } = candidate;
      const added = step.texts[step.chosen] ?? '';
      const isBeginning = growing.text.trim() === '' && added.trim() !== '';
      growing.confidence *= isBeginning ? this.#shifted(step.probability, token, options) : step.probability;
      if (growing.confidence < options.leastConfidence) break;
      growing.count(candidate, this.#matches.longestOf(token));
      const description = texts.describe(token);
      const isNewline = step.isLineEnd[step.chosen] === true;
      if (isNewline || (growing.depth <= 0 && withoutSpace(token) === ending.sameLine)) {
        growing.endLine();
        if (!isNewline || ending.sameLine !== null || growing.lines >= options.maxLines) break;
        growing.confidence *= newlineShare(step.candidates, candidate);
        growing.startLine(description);
      } else {
        growing.tokensInLine += 1;
      }
      growing.take(token, added, description);
      this.#pushContext(token);
    }
    return growing.points;
  }

  /** Finds and scores the candidates for the next token. */
  #step(
    sources: MatchSources,
    growing: GrowingText,
    place: {
      readonly typed: string;
      readonly limit: number;
      readonly following: Int32Array;
      readonly isInComment: boolean;
    },
  ): PredictionStep & { readonly probability: number } {
    const { typed, limit, following, isInComment } = place;
    const { indentation, steps, tokensInLine, lastSupport, leastSupport } = growing;
    const context = { tokens: this.#context, count: this.#contextCount };
    const shapes = gatherMatches(sources, { context, limit, typed, indentation, following }, this.#matches);
    const situation = {
      typedLength: typed.length,
      step: steps,
      tokensInLine,
      lastSupport,
      leastSupport,
      isInComment,
      context,
    };
    const hasFollowingLine = following.length > 0;
    const candidates = this.#features.make(this.#matches, { ...situation, hasFollowingLine, ...sources }, shapes);
    let chosen = -1;
    let probability = 0;
    for (const [index, { features }] of candidates.entries()) {
      const score = this.#scorer.score(features);
      if (score <= probability) continue;
      probability = score;
      chosen = index;
    }
    return {
      textBefore: growing.text,
      candidates,
      texts: candidates.map(({ token }) => sources.texts.textOf(token, indentation).slice(typed.length)),
      isLineEnd: candidates.map(({ token }) => kindOf(token) === kindNewline && typed === ''),
      chosen,
      probability,
    };
  }

  #shifted(probability: number, token: number, options: PredictionOptions): number {
    const last = this.#context[this.#contextCount - 1] ?? 0;
    const shift = options.shiftOf?.(beginningOf(last, token)) ?? 0;
    return shift === 0 ? probability : 1 / (1 + ((1 - probability) / probability) * Math.exp(-shift));
  }

  #startContext(list: TokenList, limit: number): void {
    const first = Math.max(0, limit - longestContext);
    this.#context.set(list.tokens.subarray(first, limit));
    this.#contextCount = limit - first;
  }

  #pushContext(token: number): void {
    if (this.#contextCount === this.#context.length) {
      this.#context.copyWithin(0, longestContext);
      this.#contextCount -= longestContext;
    }
    this.#context[this.#contextCount] = token;
    this.#contextCount += 1;
  }
}

/** What is typed of the last token, which may go on; the tokens before it; and how the line that it stands in, or ends, is indented. */
function startOf(list: TokenList, prefix: string): { typed: string; limit: number; indentation: string } {
  const isOpen = list.count > 1 && !sureEnds.includes(prefix.slice(-1));
  if (!isOpen) return { typed: '', limit: list.count, indentation: indentationAt(prefix, prefix.length) };
  const limit = list.count - 1;
  const start = list.starts[limit] ?? 0;
  const isNewline = kindOf(list.tokens[limit] ?? 0) === kindNewline;
  return { typed: prefix.slice(start), limit, indentation: indentationAt(prefix, isNewline ? start : prefix.length) };
}

function isCommentLine(line: string): boolean {
  return /^\s*(\/\/|\/?\*|#(?!\[|include|if|endif|define))/.test(line);
}

/** A newline is scored as the line's end; this is how likely the next line's indentation is the chosen one's. */
function newlineShare(candidates: readonly Candidate[], chosen: Candidate): number {
  let sum = 0;
  for (const candidate of candidates) if (kindOf(candidate.token) === kindNewline) sum += candidate.support;
  return sum === 0 ? 1 : chosen.support / sum;
}

function countTokensInLine(list: TokenList, limit: number): number {
  let count = 0;
  while (count < limit && kindOf(list.tokens[limit - 1 - count] ?? 0) !== kindNewline) count += 1;
  return count;
}

/** The first token after the cursor on its own line, and the first ones of the next line that is not blank. */
function describeEnding(after: FileIndex): { sameLine: number | null; following: Int32Array } {
  const { tokens, count } = after.list;
  let at = 1;
  let sameLine: number | null = null;
  while (at < count && kindOf(tokens[at] ?? 0) !== kindNewline) {
    if (
      sameLine === null &&
      after.text.slice(after.list.starts[at], after.list.starts[at + 1] ?? undefined).trim() !== ''
    ) {
      sameLine = withoutSpace(tokens[at] ?? 0);
    }
    at += 1;
  }
  while (at < count && kindOf(tokens[at] ?? 0) === kindNewline) at += 1;
  let end = at;
  while (end < count && end - at < comparedShapes && kindOf(tokens[end] ?? 0) !== kindNewline) end += 1;
  return { sameLine, following: tokens.slice(at, end) };
}
