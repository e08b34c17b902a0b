import type { ContextView, FileIndex } from './file-index.ts';
import { comparedShapes, comparedTokens } from './following-line.ts';
import type { MatchList } from './match-list.ts';
import { describeToken, isDot, lineSoFar } from './line-so-far.ts';
import { sourceBefore, sourceCount, sourceNames, sourceShape } from './match-list.ts';
import { kindName, kindNewline, kindNumber, kindOf, withoutSpace } from './token.ts';

/** Context lengths are told apart up to these borders; bin i holds lengths from `borders[i]` on. */
const borders = [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 24, 36];
const binCount = borders.length;
const binOfLength = new Uint8Array(65);
for (let length = 0; length < 65; length += 1) {
  let bin = 0;
  while (bin + 1 < binCount && length >= (borders[bin + 1] ?? 0)) bin += 1;
  binOfLength[length] = bin;
}

export const mostCandidates = 64;
/** Of all candidates, those with most support are scored. */
const mostScored = 8;

/** Matches of so many tokens tell of more than the grammar. */
const longMatch = 3;

const perSource = 4;
const afterSources = sourceCount * perSource;
export const featureCount = afterSources + 40;

/** Facts about the place that all candidates share. */
export interface Situation {
  /** Characters already typed of the token that is wanted. */
  readonly typedLength: number;
  readonly step: number;
  readonly tokensInLine: number;
  /** Support of the token before this one, and of the least supported so far, where they were predicted too. */
  readonly lastSupport: number;
  readonly leastSupport: number;
  readonly hasFollowingLine: boolean;
  readonly isInComment: boolean;
  readonly context: ContextView;
  readonly before: FileIndex;
  readonly after: FileIndex;
}

export interface Candidate {
  token: number;
  /** Sum over the sources of the nested mixture's probability. */
  support: number;
  features: Float32Array;
  shapeIsChanged: boolean;
  bestSource: number;
}

/** What shapes say about one candidate, besides their matches. */
export interface ShapeEvidence {
  readonly token: number;
  readonly equalShare: number;
  readonly conflicts: number;
  readonly isChanged: boolean;
}

/**
 * Turns matches into candidates. Each source is an n-gram model of all orders at once, interpolated after Witten and
 * Bell: p_n(t) = (count_n(t) + T_n p_{n-1}(t)) / (N_n + T_n), with N_n the places whose context agrees in n tokens and
 * T_n the distinct tokens that follow them (Witten and Bell 1991; nested caches as in Hellendoorn and Devanbu 2017).
 */
export class FeatureMaker {
  readonly #tokens = new Int32Array(mostCandidates);
  #count = 0;
  readonly #bins = new Float32Array(mostCandidates * sourceCount * binCount);
  readonly #probabilities = new Float32Array(mostCandidates * sourceCount);
  readonly #longest = new Int16Array(mostCandidates * sourceCount);
  readonly #supporters = new Int32Array(mostCandidates * sourceCount);
  readonly #agreements = new Uint8Array(mostCandidates);
  readonly #likenesses = new Uint8Array(mostCandidates);
  readonly #nearest = new Int32Array(mostCandidates);
  readonly #order: number[] = [];
  readonly #candidates: Candidate[] = [];

  constructor() {
    for (let index = 0; index < mostScored; index += 1) {
      const features = new Float32Array(featureCount);
      this.#candidates.push({ token: 0, support: 0, features, shapeIsChanged: false, bestSource: 0 });
    }
  }

  /** The best supported candidates, best first. The result is overwritten by the next call. */
  make(matches: MatchList, situation: Situation, shapes: readonly ShapeEvidence[]): readonly Candidate[] {
    this.#gather(matches);
    if (this.#count === 0) return [];
    for (let source = 0; source < sourceCount; source += 1) this.#interpolate(source);
    return this.#describe(matches, situation, shapes);
  }

  #gather(matches: MatchList): void {
    this.#count = 0;
    this.#bins.fill(0);
    this.#longest.fill(-1);
    this.#supporters.fill(0);
    this.#agreements.fill(0);
    this.#likenesses.fill(0);
    this.#nearest.fill(0x7fffffff);
    // Longer matches first: short ones are many, and must not take all the room.
    this.#gatherBetween(matches, longMatch, Number.MAX_SAFE_INTEGER);
    this.#gatherBetween(matches, 0, longMatch);
  }

  #gatherBetween(matches: MatchList, least: number, below: number): void {
    for (let index = 0; index < matches.count; index += 1) {
      const matched = matches.lengths[index] ?? 0;
      if (matched < least || matched >= below) continue;
      const candidate = this.#slotOf(matches.tokens[index] ?? 0);
      if (candidate < 0) continue;
      const source = matches.sources[index] ?? 0;
      const length = matches.lengths[index] ?? 0;
      const cell = candidate * sourceCount + source;
      const bin = cell * binCount + (binOfLength[Math.min(64, length)] ?? 0);
      this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
      this.#supporters[cell] = (this.#supporters[cell] ?? 0) + 1;
      if (length > (this.#longest[cell] ?? -1)) this.#longest[cell] = length;
      const agreement = matches.agreements[index] ?? 0;
      if (agreement > (this.#agreements[candidate] ?? 0)) this.#agreements[candidate] = agreement;
      const likeness = matches.likenesses[index] ?? 0;
      if (likeness > (this.#likenesses[candidate] ?? 0)) this.#likenesses[candidate] = likeness;
      const isOwn = source === sourceBefore || source === sourceNames;
      if (isOwn && (matches.distances[index] ?? 0) < (this.#nearest[candidate] ?? 0)) {
        this.#nearest[candidate] = matches.distances[index] ?? 0;
      }
    }
  }

  #slotOf(token: number): number {
    for (let slot = 0; slot < this.#count; slot += 1) if (this.#tokens[slot] === token) return slot;
    if (this.#count === mostCandidates) return -1;
    this.#tokens[this.#count] = token;
    this.#count += 1;
    return this.#count - 1;
  }

  #interpolate(source: number): void {
    const count = this.#count;
    for (let slot = 0; slot < count; slot += 1) {
      const cell = slot * sourceCount + source;
      this.#probabilities[cell] = 0;
      // From here on a bin holds the places of all longer ones too.
      for (let bin = cell * binCount + binCount - 2; bin >= cell * binCount; bin -= 1) {
        this.#bins[bin] = (this.#bins[bin] ?? 0) + (this.#bins[bin + 1] ?? 0);
      }
    }
    for (let bin = 0; bin < binCount; bin += 1) {
      let total = 0;
      let kinds = 0;
      for (let slot = 0; slot < count; slot += 1) {
        const places = this.#bins[(slot * sourceCount + source) * binCount + bin] ?? 0;
        total += places;
        if (places > 0) kinds += 1;
      }
      if (total === 0) return;
      for (let slot = 0; slot < count; slot += 1) {
        const cell = slot * sourceCount + source;
        const lower = this.#probabilities[cell] ?? 0;
        this.#probabilities[cell] = ((this.#bins[cell * binCount + bin] ?? 0) + kinds * lower) / (total + kinds);
      }
    }
  }

  #describe(matches: MatchList, situation: Situation, shapes: readonly ShapeEvidence[]): readonly Candidate[] {
    const count = this.#count;
    this.#order.length = 0;
    for (let slot = 0; slot < count; slot += 1) this.#order.push(slot);
    const supportOf = (slot: number): number => {
      let sum = 0;
      for (let source = 0; source < sourceCount; source += 1) {
        sum += this.#probabilities[slot * sourceCount + source] ?? 0;
      }
      return sum;
    };
    this.#order.sort((left, right) => supportOf(right) - supportOf(left));
    const overall = new Int16Array(sourceCount).fill(-1);
    for (let slot = 0; slot < count; slot += 1) {
      for (let source = 0; source < sourceCount; source += 1) {
        overall[source] = Math.max(overall[source] ?? -1, this.#longest[slot * sourceCount + source] ?? -1);
      }
    }
    const newest = this.#newestLongest(matches, overall[sourceBefore] ?? -1);
    const bestAgreement = Math.max(...this.#agreements.subarray(0, count));
    const bestLikeness = Math.max(...this.#likenesses.subarray(0, count));
    const wanted = Math.min(count, mostScored);
    const line = lineSoFar(situation.context);
    const first = supportOf(this.#order[0] ?? 0);
    const second = count > 1 ? supportOf(this.#order[1] ?? 0) : 0;
    for (let rank = 0; rank < wanted; rank += 1) {
      const slot = this.#order[rank] ?? 0;
      const candidate = this.#candidates[rank];
      if (candidate === undefined) break;
      const { features } = candidate;
      const token = this.#tokens[slot] ?? 0;
      candidate.token = token;
      candidate.support = supportOf(slot);
      let best = -1;
      for (let source = 0; source < sourceCount; source += 1) {
        const cell = slot * sourceCount + source;
        const probability = this.#probabilities[cell] ?? 0;
        const longest = this.#longest[cell] ?? -1;
        const start = source * perSource;
        features[start] = Math.log((probability + 0.005) / (1.005 - probability)) / 4;
        features[start + 1] = scaledLength(longest);
        features[start + 2] = scaledLength(overall[source] ?? -1) - scaledLength(longest);
        features[start + 3] = Math.log2(1 + (this.#supporters[cell] ?? 0)) / 6;
        if (probability > best) {
          best = probability;
          candidate.bestSource = source;
        }
      }
      const shape = shapes.find((evidence) => evidence.token === token);
      candidate.shapeIsChanged = shape?.isChanged ?? false;
      const kind = kindOf(token);
      const nearest = this.#nearest[slot] ?? 0;
      const agreement = (this.#agreements[slot] ?? 0) / comparedTokens;
      let at = afterSources;
      features[at++] = newest === token ? 1 : 0;
      features[at++] = nearest === 0x7fffffff ? 0 : 1 - Math.log2(1 + nearest) / 16;
      features[at++] = agreement;
      features[at++] = bestAgreement / comparedTokens - agreement;
      features[at++] = situation.hasFollowingLine ? 1 : 0;
      features[at++] = Math.log2(1 + situation.typedLength) / 4;
      features[at++] = situation.typedLength > 0 ? 1 : 0;
      features[at++] = kind === kindName ? 1 : 0;
      features[at++] = kind === kindNumber ? 1 : 0;
      features[at++] = kind === kindNewline ? 1 : 0;
      features[at++] = Math.log2(1 + situation.step) / 5;
      features[at++] = situation.leastSupport / 2;
      features[at++] = situation.lastSupport / 2;
      features[at++] = Math.log2(1 + situation.tokensInLine) / 5;
      features[at++] = Math.log2(count) / 4;
      features[at++] = shape === undefined ? 0 : shape.equalShare;
      features[at++] = shape?.isChanged === true ? 1 : 0;
      features[at++] = shape === undefined ? 0 : Math.min(4, shape.conflicts) / 4;
      features[at++] = situation.isInComment ? 1 : 0;
      features[at++] = rank === 0 ? 1 : 0;
      features[at++] = (overall[sourceShape] ?? -1) >= 0 ? 1 : 0;
      features[at++] = situation.step === 0 ? 1 : 0;
      features[at++] = (candidate.support - (rank === 0 ? second : first)) / 2;
      const { isCloser, isOpener, isEnd } = describeToken(token);
      features[at++] = isOpener ? 1 : 0;
      features[at++] = isCloser ? 1 : 0;
      features[at++] = isCloser && line.depth > 0 ? 1 : 0;
      features[at++] = isEnd && line.depth > 0 ? 1 : 0;
      features[at++] = isEnd ? 1 : 0;
      features[at++] = isDot(token) ? 1 : 0;
      features[at++] = Math.max(-2, Math.min(3, line.depth)) / 3;
      features[at++] = line.isAfterName ? 1 : 0;
      features[at++] = line.isAfterDot ? 1 : 0;
      features[at++] = line.isAfterOpener ? 1 : 0;
      features[at++] = line.tokens.has(withoutSpace(token)) && kind === kindName ? 1 : 0;
      const likeness = (this.#likenesses[slot] ?? 0) / comparedShapes;
      features[at++] = likeness;
      features[at++] = bestLikeness / comparedShapes - likeness;
      const [above, below] = [situation.before.countOf(token), situation.after.countOf(token)];
      features[at++] = Math.log2(1 + above) / 8;
      features[at++] = Math.log2(1 + below) / 8;
      features[at++] = kind === kindName && above === 0 && below > 0 ? 1 : 0;
      features[at++] = kind === kindName && above === 0 && below === 0 ? 1 : 0;
    }
    return this.#candidates.slice(0, wanted);
  }

  /** What followed the nearest of the longest contexts before the cursor. */
  #newestLongest(matches: MatchList, longest: number): number {
    let nearest = 0x7fffffff;
    let token = -1;
    for (let index = 0; index < matches.count; index += 1) {
      if (matches.sources[index] !== sourceBefore || matches.lengths[index] !== longest) continue;
      if ((matches.distances[index] ?? 0) >= nearest) continue;
      nearest = matches.distances[index] ?? 0;
      token = matches.tokens[index] ?? 0;
    }
    return token;
  }
}

function scaledLength(length: number): number {
  return length < 0 ? -0.2 : Math.log2(1 + length) / 6;
}
