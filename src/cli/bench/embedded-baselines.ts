import type { TokenStream } from '../../core/embedded/following-line.ts';
import type { IndexSlice } from '../../core/embedded/index-slice.ts';
import { Lexicon } from '../../core/embedded/lexicon.ts';
import type { StopPoint } from '../../core/embedded/growing-text.ts';
import { SliceSearch } from '../../core/embedded/slice-search.ts';
import { fileStart, kindNewline, kindOf, withoutSpace } from '../../core/embedded/token.ts';
import { indentationAt, renderNewline, TokenList, tokenize } from '../../core/embedded/tokenizer.ts';

/*
 * What the engine is compared with, over the same tokens and the same index:
 *
 * - `ngram`: a plain mixture of n-gram models. Orders up to 14, interpolated after Witten and Bell, one model for the
 *   workspace and one for the file before the cursor, half and half; the likeliest token is taken, again and again.
 * - `longest`: the earlier text whose end agrees longest with the text before the cursor; the rest of its line is shown.
 */

const highestOrder = 14;
/** Of more places with the same context, evenly spaced ones stand for all. */
const mostPlaces = 1500;

interface BaselineAnswer {
  readonly ngram: readonly StopPoint[];
  readonly longest: readonly StopPoint[];
}

class FileCache {
  readonly list = new TokenList();
  readonly lexicon = new Lexicon();

  constructor(prefix: string) {
    this.list.push(fileStart, 0);
    tokenize(prefix, this.list, { lexicon: this.lexicon });
  }
}

interface Counts {
  readonly byToken: Map<number, number>;
  total: number;
}

/** Both baselines over one set of slices. */
export class Baselines {
  readonly #slices: readonly SliceSearch[];
  readonly #known = new Map<string, BaselineAnswer>();

  constructor(slices: readonly IndexSlice[]) {
    this.#slices = slices.map((slice) => new SliceSearch(slice));
  }

  /** Both at a place. They see only what comes before it, so the answer holds in every mode. */
  at(uri: string, prefix: string): BaselineAnswer {
    const key = `${prefix.length} ${uri}`;
    const answer = this.#known.get(key) ?? { ngram: this.#ngram(prefix), longest: this.#longest(prefix) };
    this.#known.set(key, answer);
    return answer;
  }

  /** Greedy n-gram decoding up to the end of the line. */
  #ngram(prefix: string): StopPoint[] {
    const { cache, context, typed, limit } = startOf(prefix);
    const indentation = indentationAt(prefix, prefix.length);
    const points: StopPoint[] = [];
    let text = '';
    let confidence = 1;
    for (let step = 0; step < 40; step += 1) {
      const wanted = step === 0 ? typed : '';
      const fits = (token: number): boolean =>
        wanted === '' || this.#textOf(token, cache, indentation)?.startsWith(wanted) === true;
      const file = mixOrders(fileCounts(cache.list.tokens, limit, context), fits);
      const all = mixOrders(this.#sliceCounts(context), fits);
      let best = -1;
      let bestProbability = 0;
      for (const token of new Set([...file.keys(), ...all.keys()])) {
        const probability = 0.5 * (file.get(token) ?? 0) + 0.5 * (all.get(token) ?? 0);
        if (probability > bestProbability) {
          bestProbability = probability;
          best = token;
        }
      }
      if (best === -1) break;
      if (kindOf(best) === kindNewline && wanted === '') {
        let lineEnd = 0;
        for (const [token, probability] of file) if (kindOf(token) === kindNewline) lineEnd += 0.5 * probability;
        for (const [token, probability] of all) if (kindOf(token) === kindNewline) lineEnd += 0.5 * probability;
        points.push({ text, confidence: confidence * lineEnd, endsLine: true, lines: 1, source: 'ngram' });
        break;
      }
      confidence *= bestProbability;
      if (confidence < 0.05) break;
      text += (this.#textOf(best, cache, indentation) ?? '').slice(wanted.length);
      points.push({ text, confidence, endsLine: false, lines: 1, source: 'ngram' });
      context.push(best);
    }
    return points;
  }

  /** The rest of the line after the longest agreeing context; the confidence is that context's length in tokens. */
  #longest(prefix: string): StopPoint[] {
    const { cache, context, typed, limit } = startOf(prefix);
    const indentation = indentationAt(prefix, prefix.length);
    const textOf = (token: number): string | undefined => this.#textOf(token, cache, indentation);
    let length = 0;
    let place: { readonly stream: TokenStream; readonly position: number; readonly end: number } | null = null;
    const { tokens } = cache.list;
    for (let position = limit - 1; position > 0; position -= 1) {
      if (textOf(tokens[position] ?? 0)?.startsWith(typed) !== true) continue;
      const common = commonLength(tokens, position, context, 64);
      if (common > length) {
        length = common;
        place = { stream: cache.list, position, end: limit };
      }
    }
    const view = { tokens: Int32Array.from(context), count: context.length };
    for (const search of this.#slices) {
      const found = search.longest(view, (token) => textOf(token)?.startsWith(typed) === true);
      if (found !== null && found.length > length) {
        length = found.length;
        place = { stream: search, position: found.position, end: search.count };
      }
    }
    if (place === null) return [];
    let text = '';
    for (let at = place.position; at < place.end; at += 1) {
      const token = place.stream.at(at);
      const isFirst = at === place.position;
      if (token === fileStart || (kindOf(token) === kindNewline && !(isFirst && typed !== ''))) break;
      text += (textOf(token) ?? '').slice(isFirst ? typed.length : 0);
    }
    return [{ text, confidence: length, endsLine: true, lines: 1, source: 'copy' }];
  }

  #textOf(token: number, cache: FileCache, indentation: string): string | undefined {
    let text = cache.lexicon.textOf(token);
    for (const search of this.#slices) text ??= search.textOf(token);
    if (text === undefined) return undefined;
    cache.lexicon.add(token, text);
    return kindOf(token) === kindNewline ? renderNewline(text, indentation) : text;
  }

  #sliceCounts(context: readonly number[]): Counts[] {
    const orders: Counts[] = [];
    for (let order = 0; order < highestOrder; order += 1) {
      if (order > context.length) break;
      const counts: Counts = { byToken: new Map(), total: 0 };
      const view = { tokens: Int32Array.from(context.slice(context.length - order)), count: order };
      for (const search of this.#slices) {
        const { low, high } = search.rangeOf(view);
        const step = Math.max(1, (high - low) / mostPlaces);
        for (let at = low; at < high; at += step) {
          const token = search.at(search.placeIn(Math.floor(at)));
          if (token !== fileStart) counts.byToken.set(token, (counts.byToken.get(token) ?? 0) + step);
          counts.total += step;
        }
      }
      if (counts.total === 0) break;
      orders.push(counts);
    }
    return orders;
  }
}

function startOf(prefix: string): { cache: FileCache; context: number[]; typed: string; limit: number } {
  const cache = new FileCache(prefix);
  const { list } = cache;
  const isOpen = list.count > 1 && !'()[]{},;'.includes(prefix.slice(-1));
  const limit = isOpen ? list.count - 1 : list.count;
  const typed = isOpen ? prefix.slice(list.starts[list.count - 1]) : '';
  return { cache, context: [...list.tokens.subarray(Math.max(0, limit - 64), limit)], typed, limit };
}

function commonLength(tokens: Int32Array, position: number, context: readonly number[], most: number): number {
  let length = 0;
  while (length < most && length < context.length && position - 1 - length >= 0) {
    const here = withoutSpace(tokens[position - 1 - length] ?? 0);
    if (here !== withoutSpace(context[context.length - 1 - length] ?? 0)) break;
    length += 1;
  }
  return length;
}

function fileCounts(tokens: Int32Array, limit: number, context: readonly number[]): Counts[] {
  const orders: Counts[] = Array.from({ length: highestOrder }, () => ({
    byToken: new Map<number, number>(),
    total: 0,
  }));
  for (let position = 1; position < limit; position += 1) {
    const common = commonLength(tokens, position, context, highestOrder - 1);
    const token = tokens[position] ?? 0;
    for (let order = 0; order <= common; order += 1) {
      const counts = orders[order];
      if (counts === undefined) break;
      counts.total += 1;
      counts.byToken.set(token, (counts.byToken.get(token) ?? 0) + 1);
    }
  }
  return orders.filter((counts) => counts.total > 0);
}

/** Witten-Bell from the lowest order up, over the tokens that fit, and scaled to one among them. */
function mixOrders(orders: readonly Counts[], fits: (token: number) => boolean): Map<number, number> {
  let mixed = new Map<number, number>();
  const candidates = [...(orders[0]?.byToken.keys() ?? [])].filter((token) => fits(token));
  for (const { byToken, total } of orders) {
    const next = new Map<number, number>();
    const kinds = byToken.size;
    for (const token of candidates) {
      next.set(token, ((byToken.get(token) ?? 0) + kinds * (mixed.get(token) ?? 0)) / (total + kinds));
    }
    mixed = next;
  }
  let sum = 0;
  for (const probability of mixed.values()) sum += probability;
  if (candidates.length < (orders[0]?.byToken.size ?? 0) && sum > 0) {
    for (const [token, probability] of mixed) mixed.set(token, probability / sum);
  }
  return mixed;
}
