import type { CandidateScorer } from './candidate-scorer.ts';
import type { Candidate, ShapeEvidence } from './features.ts';
import { FeatureMaker } from './features.ts';
import type { FileIndex } from './file-index.ts';
import { longestContext } from './file-index.ts';
import { comparedTokens } from './following-line.ts';
import { beginningOf } from './learned-outcomes.ts';
import type { Lexicon } from './lexicon.ts';
import { MatchList, sourceAfter, sourceBefore, sourceFar, sourceNear, sourceShape } from './match-list.ts';
import type { SliceSearch } from './slice-search.ts';
import { alignNames } from './substitution.ts';
import { hasSpace, kindName, kindNewline, kindNumber, kindOf, startFilter, tokenOf, withoutSpace } from './token.ts';
import type { TokenList } from './tokenizer.ts';
import { indentationAt, renderNewline } from './tokenizer.ts';

/** What the prediction reads: the file around the cursor, and slices of the others. */
export interface PredictionSources {
  /** The text before the cursor. */
  readonly before: FileIndex;
  /** The text after it. */
  readonly after: FileIndex;
  readonly slices: readonly SliceSearch[];
  readonly lexicon: Lexicon;
}

/** A place where the suggestion could stop. */
export interface StopPoint {
  readonly text: string;
  /** That `text` is exactly what comes next; with `endsLine`, also that the line (or what is missing of it) ends there. */
  readonly confidence: number;
  readonly endsLine: boolean;
  readonly lines: number;
  readonly source: 'ngram' | 'copy' | 'shape';
}

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
const mostShapes = 8;
/** Matches that are weighed from the index, near and far each. */
const mostPerSource = 32;
const sureOpenCharacters = '()[]{},;';

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

  predict(sources: PredictionSources, options: PredictionOptions): StopPoint[] {
    const { list, text: prefix } = sources.before;
    const lastStart = list.starts[list.count - 1] ?? 0;
    const lastToken = list.tokens[list.count - 1] ?? 0;
    const isOpen = list.count > 1 && !sureOpenCharacters.includes(prefix.slice(-1));
    const typed = isOpen ? prefix.slice(lastStart) : '';
    const limit = isOpen ? list.count - 1 : list.count;
    this.#startContext(list, limit);
    const ending = describeEnding(sources.after);
    const points: StopPoint[] = [];
    let text = '';
    let indentation = indentationAt(prefix, isOpen && kindOf(lastToken) === kindNewline ? lastStart : prefix.length);
    let confidence = 1;
    let lastSupport = 4;
    let leastSupport = 4;
    let depth = 0;
    let lines = 1;
    let shapeSteps = 0;
    let copySteps = 0;
    const lineText = prefix.slice(prefix.lastIndexOf('\n') + 1);
    const isInComment = /^\s*(\/\/|\/?\*|#(?!\[|include|if|endif|define))/.test(lineText);
    let tokensInLine = countTokensInLine(list, limit);
    for (let step = 0; step < mostTokensPerLine * options.maxLines; step += 1) {
      const wanted = step === 0 ? typed : '';
      const shapes = this.#gather(sources, { limit, typed: wanted, following: ending.following, indentation });
      const candidates = this.#features.make(
        this.#matches,
        {
          typedLength: wanted.length,
          step,
          tokensInLine,
          lastSupport,
          leastSupport,
          hasFollowingLine: ending.following.length > 0,
          isInComment,
        },
        shapes,
      );
      if (candidates.length === 0) break;
      const texts: string[] = [];
      const isLineEnd: boolean[] = [];
      let chosen = -1;
      let best = 0;
      for (const [index, candidate] of candidates.entries()) {
        texts.push((this.#textOf(sources, candidate.token, indentation) ?? '').slice(wanted.length));
        const isNewline = kindOf(candidate.token) === kindNewline && wanted === '';
        isLineEnd.push(isNewline);
        const probability = this.#scorer.score(candidate.features);
        if (probability > best) {
          best = probability;
          chosen = index;
        }
      }
      const candidate = candidates[chosen];
      if (candidate === undefined) break;
      if (options.observe?.({ textBefore: text, candidates, texts, chosen, isLineEnd }) === false) break;
      const added = texts[chosen] ?? '';
      if (text.trim() === '' && added.trim() !== '') best = this.#shifted(best, candidate.token, options);
      confidence *= best;
      if (confidence < options.leastConfidence) break;
      lastSupport = candidate.support;
      leastSupport = Math.min(leastSupport, lastSupport);
      if (candidate.shapeIsChanged) shapeSteps += 1;
      else if (this.#longestFor(candidate.token) >= 8) copySteps += 1;
      const source = shapeSteps > 0 ? 'shape' : copySteps * 2 > step ? 'copy' : 'ngram';
      const bare = withoutSpace(candidate.token);
      if (isLineEnd[chosen] === true || (depth <= 0 && ending.sameLine !== null && bare === ending.sameLine)) {
        points.push({ text, confidence, endsLine: true, lines, source });
        if (isLineEnd[chosen] !== true || ending.sameLine !== null || lines >= options.maxLines) break;
        confidence *= newlineShare(candidates, candidate);
        if (this.#description(sources, candidate.token) !== '\nB') lines += 1;
        tokensInLine = 0;
      } else {
        tokensInLine += 1;
      }
      text += added;
      if (kindOf(candidate.token) === kindNewline) {
        const isBlankLine = this.#description(sources, candidate.token) === '\nB';
        if (!isBlankLine) indentation = lastLineOf(prefix, text);
      } else {
        depth += bracketChange(added);
        points.push({ text, confidence, endsLine: false, lines, source });
      }
      this.#pushContext(candidate.token);
    }
    return points;
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

  #gather(
    sources: PredictionSources,
    place: { limit: number; typed: string; following: Int32Array; indentation: string },
  ): ShapeEvidence[] {
    const matches = this.#matches;
    matches.clear();
    const context = { tokens: this.#context, count: this.#contextCount };
    const { following, typed } = place;
    sources.before.lookUp(context, matches, { source: sourceBefore, limit: place.limit, most: 64 });
    sources.after.lookUp(context, matches, {
      source: sourceAfter,
      limit: sources.after.list.count,
      most: 32,
    });
    const isBegun = typed !== '' && !typed.startsWith('\n');
    const filter = isBegun ? startFilter(typed) : { mask: 0, value: 0 };
    const reach = isBegun ? 240 : typed === '' ? 20 : 40;
    for (const slice of sources.slices) slice.lookUp(context, matches, { reach, filter });
    if (typed !== '') this.#keepStartingWith(sources, typed, place.indentation);
    matches.keepLongest(sourceNear, mostPerSource);
    matches.keepLongest(sourceFar, mostPerSource);
    matches.compareLinesAfter(following);
    const before = matches.count;
    const shapes = this.#gatherShapes(sources, place.limit);
    if (typed !== '') this.#keepStartingWith(sources, typed, place.indentation, before);
    return shapes;
  }

  #gatherShapes(sources: PredictionSources, limit: number): ShapeEvidence[] {
    const context = { tokens: this.#context, count: this.#contextCount };
    const textOf = (token: number): string => this.#textOf(sources, token, '') ?? '';
    const evidence: ShapeEvidence[] = [];
    const { tokens } = sources.before.list;
    sources.before.shapePlaces(context, limit, (position, length) => {
      if (evidence.length >= mostShapes) return;
      const { substitution, equal } = alignNames(tokens, position, context, { length, textOf });
      const from = tokens[position] ?? 0;
      const kind = kindOf(from);
      let token = from;
      let isChanged = false;
      if (kind === kindName || kind === kindNumber) {
        const bare = withoutSpace(from);
        const replacement = substitution.apply(textOf(bare));
        if (replacement !== null) {
          const spaced = hasSpace(from) ? ` ${replacement}` : replacement;
          token = tokenOf(replacement, kind, hasSpace(from));
          isChanged = token !== from;
          if (isChanged) {
            sources.lexicon.add(token, spaced);
            sources.lexicon.add(withoutSpace(token), replacement);
          }
        }
      }
      this.#matches.add(token, length, sourceShape, limit - position, 0);
      evidence.push({ token, equalShare: equal / length, conflicts: substitution.conflicts, isChanged });
    });
    return evidence;
  }

  #keepStartingWith(sources: PredictionSources, typed: string, indentation: string, from = 0): void {
    const matches = this.#matches;
    const verdicts = new Map<number, boolean>();
    let kept = from;
    for (let index = from; index < matches.count; index += 1) {
      const token = matches.tokens[index] ?? 0;
      let fits = verdicts.get(token);
      if (fits === undefined) {
        fits = this.#textOf(sources, token, indentation)?.startsWith(typed) === true;
        verdicts.set(token, fits);
      }
      if (fits) matches.move(index, kept++);
    }
    matches.count = kept;
  }

  #longestFor(token: number): number {
    let longest = 0;
    for (let index = 0; index < this.#matches.count; index += 1) {
      if (this.#matches.tokens[index] === token) longest = Math.max(longest, this.#matches.lengths[index] ?? 0);
    }
    return longest;
  }

  #textOf(sources: PredictionSources, token: number, indentation: string): string | undefined {
    const text = this.#description(sources, token);
    if (text === undefined || kindOf(token) !== kindNewline) return text;
    return renderNewline(text, indentation);
  }

  /** A token's text; a newline's description. With or without its blank, whichever has been seen. */
  #description(sources: PredictionSources, token: number): string | undefined {
    const { lexicon } = sources;
    const known = lexicon.textOf(token);
    if (known !== undefined) return known;
    const other = token ^ 1;
    let text: string | undefined;
    for (const slice of sources.slices) {
      text ??= slice.textOf(token);
      if (text !== undefined) break;
    }
    if (text === undefined) {
      const twin = lexicon.textOf(other);
      text = twin === undefined ? undefined : hasSpace(token) ? ` ${twin}` : twin.slice(1);
    }
    if (text !== undefined) lexicon.add(token, text);
    return text;
  }
}

function lastLineOf(prefix: string, text: string): string {
  const lineBreak = text.lastIndexOf('\n');
  if (lineBreak >= 0) return text.slice(lineBreak + 1);
  return prefix.slice(prefix.lastIndexOf('\n') + 1) + text;
}

function newlineShare(candidates: readonly Candidate[], chosen: Candidate): number {
  let sum = 0;
  for (const candidate of candidates) if (kindOf(candidate.token) === kindNewline) sum += candidate.support;
  return sum === 0 ? 1 : chosen.support / sum;
}

function bracketChange(text: string): number {
  let change = 0;
  for (const character of text) {
    if ('([{'.includes(character)) change += 1;
    else if (')]}'.includes(character)) change -= 1;
  }
  return change;
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
  while (end < count && end - at < comparedTokens && kindOf(tokens[end] ?? 0) !== kindNewline) end += 1;
  return { sameLine, following: tokens.slice(at, end) };
}
