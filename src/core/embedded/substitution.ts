import { kindName, kindNumber, kindOf, withoutSpace } from './token.ts';
import type { ContextView } from './file-index.ts';

/** Words of a name: `getUserName`, `get_user_name` and `GET-USER` all have theirs. */
export function splitName(name: string): string[] {
  return name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9_]+|_+/g) ?? [];
}

/** Puts `words` (lower case) in the manner of `like`. */
function inMannerOf(words: readonly string[], like: string, isSnake: boolean): string {
  if (like.length > 1 && like === like.toUpperCase() && like !== like.toLowerCase()) {
    return words.map((word) => word.toUpperCase()).join(isSnake ? '_' : '');
  }
  const isCapital = like[0] !== like[0]?.toLowerCase();
  if (isSnake) return words.map((word) => (isCapital ? capitalise(word) : word)).join('_');
  return words.map((word, index) => (index > 0 || isCapital ? capitalise(word) : word)).join('');
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * What changes from an earlier stretch of code to a later one of the same shape: whole names, and the words in which
 * they differ, so that with `user` for `order` also `getUserName` follows `getOrderName`.
 */
export class Substitution {
  readonly #names = new Map<string, string>();
  readonly #words = new Map<string, readonly string[]>();
  #conflicts = 0;
  #changes = 0;

  /** Pairs that contradict one another. */
  get conflicts(): number {
    return this.#conflicts;
  }

  /** Names that differ. */
  get changes(): number {
    return this.#changes;
  }

  learn(from: string, to: string): void {
    const known = this.#names.get(from);
    if (known !== undefined) {
      if (known !== to) this.#conflicts += 1;
      return;
    }
    this.#names.set(from, to);
    if (from === to) return;
    this.#changes += 1;
    const oldWords = splitName(from);
    const newWords = splitName(to);
    let first = 0;
    while (first < Math.min(oldWords.length, newWords.length) && sameWord(oldWords[first], newWords[first])) first += 1;
    let last = 0;
    while (
      last < Math.min(oldWords.length, newWords.length) - first &&
      sameWord(oldWords[oldWords.length - 1 - last], newWords[newWords.length - 1 - last])
    ) {
      last += 1;
    }
    const oldMiddle = wordsOnly(oldWords.slice(first, oldWords.length - last));
    const newMiddle = wordsOnly(newWords.slice(first, newWords.length - last));
    const key = oldMiddle.join(' ');
    if (key.length > 1 && newMiddle.length > 0 && !this.#words.has(key)) this.#words.set(key, newMiddle);
  }

  /** The name that stands for `from` here; null where nothing says that it changes. */
  apply(from: string): string | null {
    const known = this.#names.get(from);
    if (known !== undefined) return known;
    if (this.#words.size === 0) return null;
    const parts = splitName(from);
    const lower = parts.map((part) => part.toLowerCase());
    for (const [key, words] of this.#words) {
      const wanted = key.split(' ');
      const span = findWords(lower, wanted);
      if (span === null) continue;
      const like = parts[span.start] ?? '';
      const inNumber = span.isPlural ? [...words.slice(0, -1), pluralOf(words.at(-1) ?? '')] : words;
      const replaced = inMannerOf(inNumber, like, from.includes('_'));
      return [...parts.slice(0, span.start), replaced, ...parts.slice(span.end)].join('');
    }
    return null;
  }
}

function sameWord(left: string | undefined, right: string | undefined): boolean {
  return left?.toLowerCase() === right?.toLowerCase();
}

function wordsOnly(parts: readonly string[]): string[] {
  return parts.filter((part) => !/^_+$/.test(part)).map((part) => part.toLowerCase());
}

interface WordSpan {
  readonly start: number;
  readonly end: number;
  /** The last of the words stands in its plural. */
  readonly isPlural: boolean;
}

/** Where `wanted` stands in `parts`, underscores between words left aside. */
function findWords(parts: readonly string[], wanted: readonly string[]): WordSpan | null {
  const plural = pluralOf(wanted.at(-1) ?? '');
  for (let start = 0; start < parts.length; start += 1) {
    let at = start;
    let found = 0;
    let isPlural = false;
    while (found < wanted.length && at < parts.length) {
      const part = parts[at] ?? '';
      isPlural = found === wanted.length - 1 && part === plural;
      if (part === wanted[found] || isPlural) found += 1;
      else if (found === 0 || !/^_+$/.test(part)) break;
      at += 1;
    }
    if (found === wanted.length) return { start, end: at, isPlural };
  }
  return null;
}

/** As English has it for most words; names in code mostly keep to it. */
function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:[sxz]|[cs]h)$/.test(word) ? `${word}es` : `${word}s`;
}

/** Aligns the `length` tokens before `position` with the context's last ones, and learns what changed. */
export function alignNames(
  tokens: Int32Array,
  position: number,
  context: ContextView,
  options: { readonly length: number; readonly textOf: (token: number) => string },
): { readonly substitution: Substitution; readonly equal: number } {
  const substitution = new Substitution();
  let equal = 0;
  // Newest first: where two pairs contradict one another, the nearer one holds.
  for (let back = 1; back <= options.length; back += 1) {
    const from = withoutSpace(tokens[position - back] ?? 0);
    const to = withoutSpace(context.tokens[context.count - back] ?? 0);
    if (from === to) equal += 1;
    const kind = kindOf(from);
    if (kind === kindName || kind === kindNumber) substitution.learn(options.textOf(from), options.textOf(to));
  }
  return { substitution, equal };
}
