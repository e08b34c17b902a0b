import { fileStart, withoutSpace } from './token.ts';

/** Tokens of context that the order looks at; beyond, the earlier place comes first. */
export const sortedDepth = 24;

const insertionLimit = 12;

function keyAt(tokens: Int32Array, position: number): number {
  return position < 0 ? fileStart : withoutSpace(tokens[position] ?? fileStart);
}

/**
 * All places of a token array, ordered by the tokens before them, read backwards: what a suffix array is to text that
 * follows. Neighbours in this order share the longest context, so one binary search finds every order of an n-gram
 * model at once, and long repeats besides. A counting pass on the last token, then multikey quicksort (Bentley and
 * Sedgewick 1997).
 */
export function sortByContext(tokens: Int32Array): Uint32Array {
  const counts = new Uint32Array(0x10001);
  const bucketOf = (position: number): number => (keyAt(tokens, position - 1) ^ 0x80000000) >>> 16;
  for (let position = 0; position < tokens.length; position += 1) {
    const bucket = bucketOf(position) + 1;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  for (let bucket = 1; bucket < counts.length; bucket += 1) {
    counts[bucket] = (counts[bucket] ?? 0) + (counts[bucket - 1] ?? 0);
  }
  const sorted = new Uint32Array(tokens.length);
  const next = counts.slice();
  for (let position = 0; position < tokens.length; position += 1) {
    const bucket = bucketOf(position);
    const slot = next[bucket] ?? 0;
    sorted[slot] = position;
    next[bucket] = slot + 1;
  }
  for (let bucket = 0; bucket < 0x10000; bucket += 1) {
    quicksort(tokens, sorted, { low: counts[bucket] ?? 0, high: counts[bucket + 1] ?? 0, depth: 0 });
  }
  return sorted;
}

function isBefore(tokens: Int32Array, left: number, right: number, depth: number): boolean {
  for (let at = depth; at < sortedDepth; at += 1) {
    const leftKey = keyAt(tokens, left - 1 - at);
    const rightKey = keyAt(tokens, right - 1 - at);
    if (leftKey !== rightKey) return leftKey < rightKey;
    if (leftKey === fileStart) break;
  }
  return left < right;
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly depth: number;
}

function quicksort(tokens: Int32Array, sorted: Uint32Array, range: Range): void {
  const pending: Range[] = [range];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    const { low, high, depth } = current;
    if (high - low <= insertionLimit || depth >= sortedDepth) {
      if (high - low > 1) insertionSort(tokens, sorted, current);
      continue;
    }
    const keyOf = (slot: number): number => keyAt(tokens, (sorted[slot] ?? 0) - 1 - depth);
    const pivot = median(keyOf(low), keyOf((low + high) >>> 1), keyOf(high - 1));
    let less = low;
    let greater = high;
    let slot = low;
    while (slot < greater) {
      const key = keyOf(slot);
      if (key < pivot) swap(sorted, less++, slot++);
      else if (key > pivot) swap(sorted, slot, --greater);
      else slot += 1;
    }
    pending.push({ low, high: less, depth }, { low: greater, high, depth });
    if (pivot === fileStart) sorted.subarray(less, greater).sort();
    else pending.push({ low: less, high: greater, depth: depth + 1 });
  }
}

function insertionSort(tokens: Int32Array, sorted: Uint32Array, { low, high, depth }: Range): void {
  if (depth >= sortedDepth) {
    sorted.subarray(low, high).sort();
    return;
  }
  for (let slot = low + 1; slot < high; slot += 1) {
    const position = sorted[slot] ?? 0;
    let hole = slot;
    while (hole > low && isBefore(tokens, position, sorted[hole - 1] ?? 0, depth)) {
      sorted[hole] = sorted[hole - 1] ?? 0;
      hole -= 1;
    }
    sorted[hole] = position;
  }
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function swap(sorted: Uint32Array, left: number, right: number): void {
  const kept = sorted[left] ?? 0;
  sorted[left] = sorted[right] ?? 0;
  sorted[right] = kept;
}
