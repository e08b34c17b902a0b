import { type TokenStream, agreementAt } from './following-line.ts';

/** Where a match was found. `near`: open files and the directory of the file that is written. */
export const sourceBefore = 0;
export const sourceAfter = 1;
export const sourceNear = 2;
export const sourceFar = 3;
export const sourceShape = 4;
/** Names of the file itself, whatever stands before them. */
export const sourceNames = 5;
export const sourceCount = 6;

const capacity = 2048;
/** Matches that are weighed from the index, near and far each. */
export const mostPerSource = 32;
/** Of contexts that are compared, and one more for none. */
const lengthCount = 65;

/** Tells from when on the matches of a source are long, and many, enough for shorter ones not to be looked for. */
class Longest {
  readonly #histogram = new Uint16Array(lengthCount);
  #longer = 0;
  /** There are as many as are kept that have at least this length. */
  enough = 0;

  clear(): void {
    this.#histogram.fill(0);
    this.#longer = 0;
    this.enough = 0;
  }

  add(length: number): void {
    if (length <= this.enough) return;
    this.#histogram[length] = (this.#histogram[length] ?? 0) + 1;
    this.#longer += 1;
    while (this.#longer >= mostPerSource) {
      this.enough += 1;
      this.#longer -= this.#histogram[this.enough] ?? 0;
    }
  }
}

/** Places whose context agrees with the cursor's, and what follows there: scratch memory, filled anew for each token. */
export class MatchList {
  readonly tokens = new Int32Array(capacity);
  /** Tokens of context in common. */
  readonly lengths = new Int16Array(capacity);
  readonly sources = new Uint8Array(capacity);
  /** Tokens between the place and the cursor, in the file itself; 0 elsewhere. */
  readonly distances = new Int32Array(capacity);
  /** Tokens of the line after the place's that agree with the line after the cursor's. */
  readonly agreements = new Uint8Array(capacity);
  /** The same with names and numbers changed. */
  readonly likenesses = new Uint8Array(capacity);
  count = 0;
  readonly #positions = new Int32Array(capacity);
  readonly #owners = new Uint8Array(capacity);
  readonly #streams: TokenStream[] = [];
  readonly #histogram = new Uint16Array(lengthCount);
  readonly #near = new Longest();
  readonly #far = new Longest();

  clear(): void {
    this.count = 0;
    this.#near.clear();
    this.#far.clear();
    this.#streams.length = 0;
  }

  /** Says where the places lie that are added from now on. */
  from(stream: TokenStream): void {
    this.#streams.push(stream);
  }

  add(token: number, length: number, source: number, distance: number, position: number): void {
    if (this.count === capacity) return;
    const index = this.count;
    this.tokens[index] = token;
    this.lengths[index] = length;
    this.sources[index] = source;
    this.distances[index] = distance;
    this.#positions[index] = position;
    this.#owners[index] = this.#streams.length - 1;
    this.agreements[index] = 0;
    this.likenesses[index] = 0;
    this.count = index + 1;
    if (source === sourceFar) this.#far.add(length);
    else if (source === sourceNear) this.#near.add(length);
  }

  /** A match from the index that has no more in common than this would not be kept: enough have been found before. */
  enoughLength(isNearPossible: boolean): number {
    return isNearPossible ? Math.min(this.#near.enough, this.#far.enough) : this.#far.enough;
  }

  /** Length of the longest match that is followed by `token`. */
  longestOf(token: number): number {
    let longest = 0;
    for (let index = 0; index < this.count; index += 1) {
      if (this.tokens[index] === token) longest = Math.max(longest, this.lengths[index] ?? 0);
    }
    return longest;
  }

  move(from: number, to: number): void {
    this.tokens[to] = this.tokens[from] ?? 0;
    this.lengths[to] = this.lengths[from] ?? 0;
    this.sources[to] = this.sources[from] ?? 0;
    this.distances[to] = this.distances[from] ?? 0;
    this.agreements[to] = this.agreements[from] ?? 0;
    this.likenesses[to] = this.likenesses[from] ?? 0;
    this.#positions[to] = this.#positions[from] ?? 0;
    this.#owners[to] = this.#owners[from] ?? 0;
  }

  /**
   * Keeps the longest matches of one source, of equals the first found: what is found must not depend on how many slices
   * the index happens to lie in.
   */
  keepLongest(source: typeof sourceNear | typeof sourceFar): void {
    const most = mostPerSource;
    this.#histogram.fill(0);
    for (let index = 0; index < this.count; index += 1) {
      const length = this.lengths[index] ?? 0;
      if (this.sources[index] === source) this.#histogram[length] = (this.#histogram[length] ?? 0) + 1;
    }
    let least = this.#histogram.length - 1;
    let kept = this.#histogram[least] ?? 0;
    while (least > 0 && kept < most) kept += this.#histogram[--least] ?? 0;
    // As many of the shortest that are kept as there is room for, the first found first.
    let room = most - (kept - (this.#histogram[least] ?? 0));
    let to = 0;
    for (let index = 0; index < this.count; index += 1) {
      const length = this.lengths[index] ?? 0;
      const isOther = this.sources[index] !== source;
      if (!isOther && (length < least || (length === least && room-- <= 0))) continue;
      this.move(index, to);
      to += 1;
    }
    this.count = to;
  }

  /** Compares the line after each place's with `following`, the line after the cursor's. */
  compareLinesAfter(following: Int32Array): void {
    if (following.length === 0) return;
    for (let index = 0; index < this.count; index += 1) {
      const stream = this.#streams[this.#owners[index] ?? 0];
      if (stream === undefined) continue;
      const { same, alike } = agreementAt(stream, this.#positions[index] ?? 0, following);
      this.agreements[index] = same;
      this.likenesses[index] = alike;
    }
  }
}
