import type { Lexicon } from './lexicon.ts';
import type { MatchList } from './match-list.ts';
import { fileStart, shapeOf, withoutSpace } from './token.ts';
import { indentationAt, TokenList, tokenize } from './tokenizer.ts';

/** Longest context that is compared, in tokens. */
export const longestContext = 64;
/** Tokens of shape that must agree before a place is looked at as a pattern. */
const shapeOrder = 5;

const pairSlots = 1 << 14;
const singleSlots = 1 << 12;
const shapeSlots = 1 << 13;
const countSlots = 1 << 15;

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** One chain of places by hash, newest first, that can be taken back in reverse order. */
class Chain {
  readonly #heads: Int32Array;
  readonly #mask: number;
  #previous = new Int32Array(1024);

  constructor(slots: number) {
    this.#heads = new Int32Array(slots).fill(-1);
    this.#mask = slots - 1;
  }

  insert(hash: number, position: number): void {
    if (position >= this.#previous.length) {
      const larger = new Int32Array(Math.max(position + 1, this.#previous.length * 2));
      larger.set(this.#previous);
      this.#previous = larger;
    }
    const slot = hash & this.#mask;
    this.#previous[position] = this.#heads[slot] ?? -1;
    this.#heads[slot] = position;
  }

  remove(hash: number, position: number): void {
    this.#heads[hash & this.#mask] = this.#previous[position] ?? -1;
  }

  first(hash: number): number {
    return this.#heads[hash & this.#mask] ?? -1;
  }

  next(position: number): number {
    return this.#previous[position] ?? -1;
  }
}

/** A stretch of tokens that ends where the next one is wanted. */
export interface ContextView {
  readonly tokens: Int32Array;
  readonly count: number;
}

export interface FileLookUp {
  readonly source: number;
  /** Places from here on don't count. */
  readonly limit: number;
  readonly most: number;
  /** Only next tokens that pass count. */
  readonly filter: { readonly mask: number; readonly value: number };
}

/** The tokens of one text that changes while it is looked up: places are chained by hash, so that typing costs little. */
export class FileIndex {
  readonly list = new TokenList();
  readonly #lexicon: Lexicon;
  readonly #pairs = new Chain(pairSlots);
  readonly #singles = new Chain(singleSlots);
  readonly #shapes = new Chain(shapeSlots);
  /** How often each token is there; two may share a slot, which costs a little sureness. */
  readonly #counts = new Uint16Array(countSlots);
  #text = '';

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon;
    this.list.push(fileStart, 0);
  }

  get text(): string {
    return this.#text;
  }

  /** Takes the text as it now is. What comes before the first changed line is kept. */
  update(text: string): void {
    const old = this.#text;
    if (text === old) return;
    const common = commonPrefixLength(old, text);
    const lineBreak = common === 0 ? -1 : text.lastIndexOf('\n', common - 1);
    const kept = lineBreak <= 0 ? 1 : this.#tokenIndexAt(lineBreak);
    const from = kept <= 1 ? 0 : lineBreak;
    this.#forget(Math.max(1, kept));
    const first = this.list.count;
    tokenize(text, this.list, { lexicon: this.#lexicon, from, indentation: indentationAt(text, from) });
    for (let position = first; position < this.list.count; position += 1) this.#insert(position);
    this.#text = text;
  }

  /** Places before `limit` whose context ends like `context`, longest and newest first as far as the chains reach. */
  lookUp(context: ContextView, into: MatchList, options: FileLookUp): void {
    const { tokens } = this.list;
    const { source, limit, filter } = options;
    into.from(this.list);
    const last = context.tokens[context.count - 1] ?? fileStart;
    const beforeLast = context.tokens[context.count - 2] ?? fileStart;
    const single = withoutSpace(last);
    // Where only few tokens fit, those that do are worth going further for.
    const patience = filter.mask === 0 ? 1 : 8;
    let left = options.most;
    const fits = (position: number): boolean =>
      position < limit && ((tokens[position] ?? 0) & filter.mask) === filter.value;
    const visit = (position: number, shortest: number): void => {
      const length = commonContext(tokens, position, context);
      if (length < shortest) return;
      left -= 1;
      into.add(tokens[position] ?? 0, length, source, limit - position, position);
    };
    let steps = options.most * 2 * patience;
    const pairHash = mix(mix(7, withoutSpace(beforeLast)), single);
    for (let at = this.#pairs.first(pairHash); at >= 0 && left > 0 && steps > 0; at = this.#pairs.next(at)) {
      steps -= 1;
      if (fits(at)) visit(at, 2);
    }
    if (left < options.most / 2) return;
    left = Math.min(left, 24);
    steps = 48 * patience;
    for (let at = this.#singles.first(mix(3, single)); at >= 0 && left > 0 && steps > 0; at = this.#singles.next(at)) {
      steps -= 1;
      if (fits(at) && commonContext(tokens, at, context) === 1) visit(at, 1);
    }
  }

  /** Places whose shape before them agrees with the context's, newest first. */
  shapePlaces(context: ContextView, limit: number, visit: (position: number, shapeLength: number) => void): void {
    const { tokens } = this.list;
    let steps = 48;
    const hash = shapeHash(context.tokens, context.count);
    for (let at = this.#shapes.first(hash); at >= 0 && steps > 0; at = this.#shapes.next(at)) {
      steps -= 1;
      if (at >= limit) continue;
      let length = 0;
      while (length < longestContext && at - 1 - length >= 0 && context.count - 1 - length >= 0) {
        const here = tokens[at - 1 - length] ?? 0;
        const there = context.tokens[context.count - 1 - length] ?? 0;
        if (here === fileStart || shapeOf(here) !== shapeOf(there)) break;
        length += 1;
      }
      if (length >= shapeOrder) visit(at, length);
    }
  }

  /** How often the text has a token, with or without a blank before it. */
  countOf(token: number): number {
    return this.#counts[mix(5, withoutSpace(token)) & (countSlots - 1)] ?? 0;
  }

  #count(position: number, change: number): void {
    const slot = mix(5, withoutSpace(this.list.tokens[position] ?? fileStart)) & (countSlots - 1);
    this.#counts[slot] = (this.#counts[slot] ?? 0) + change;
  }

  /** Index of the token that starts at or after `offset`. */
  #tokenIndexAt(offset: number): number {
    const { starts, count } = this.list;
    let low = 1;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forget(kept: number): void {
    for (let position = this.list.count - 1; position >= kept; position -= 1) {
      this.#pairs.remove(this.#pairHash(position), position);
      this.#singles.remove(this.#singleHash(position), position);
      this.#shapes.remove(shapeHash(this.list.tokens, position), position);
      this.#count(position, -1);
    }
    this.list.truncate(kept);
  }

  #insert(position: number): void {
    this.#pairs.insert(this.#pairHash(position), position);
    this.#singles.insert(this.#singleHash(position), position);
    this.#shapes.insert(shapeHash(this.list.tokens, position), position);
    this.#count(position, 1);
  }

  #pairHash(position: number): number {
    const { tokens } = this.list;
    return mix(
      mix(7, withoutSpace(tokens[position - 2] ?? fileStart)),
      withoutSpace(tokens[position - 1] ?? fileStart),
    );
  }

  #singleHash(position: number): number {
    return mix(3, withoutSpace(this.list.tokens[position - 1] ?? fileStart));
  }
}

function shapeHash(tokens: Int32Array, end: number): number {
  let hash = 11;
  for (let at = end - shapeOrder; at < end; at += 1) hash = mix(hash, at < 0 ? 0 : shapeOf(tokens[at] ?? 0));
  return hash;
}

function commonContext(tokens: Int32Array, position: number, context: ContextView): number {
  let length = 0;
  const most = Math.min(longestContext, position, context.count);
  while (length < most) {
    const here = withoutSpace(tokens[position - 1 - length] ?? 0);
    if (here !== withoutSpace(context.tokens[context.count - 1 - length] ?? 0)) break;
    length += 1;
    if (here === fileStart) break;
  }
  return length;
}

function commonPrefixLength(left: string, right: string): number {
  const most = Math.min(left.length, right.length);
  if (left.startsWith(right) || right.startsWith(left)) return most;
  let length = 0;
  while (length < most && left.charCodeAt(length) === right.charCodeAt(length)) length += 1;
  return length;
}
