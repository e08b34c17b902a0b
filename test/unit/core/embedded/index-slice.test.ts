import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortByContext, sortedDepth } from '../../../../src/core/embedded/context-sort.ts';
import { buildSlice, tokensOf } from '../../../../src/core/embedded/index-slice.ts';
import { MatchList, sourceFar, sourceNear } from '../../../../src/core/embedded/match-list.ts';
import { SliceSearch } from '../../../../src/core/embedded/slice-search.ts';
import { Lexicon } from '../../../../src/core/embedded/lexicon.ts';
import { fileStart, withoutSpace } from '../../../../src/core/embedded/token.ts';
import { TokenList, tokenize } from '../../../../src/core/embedded/tokenizer.ts';

const everything = { reach: 100, filter: { mask: 0, value: 0 }, isAll: true };

function contextBefore(tokens: Int32Array, position: number): number[] {
  const context: number[] = [];
  for (let at = position - 1; at >= position - sortedDepth; at -= 1) {
    const token = at < 0 ? fileStart : withoutSpace(tokens[at] ?? fileStart);
    context.push(token);
    if (token === fileStart) break;
  }
  return context;
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, token] of left.entries()) {
    const other = right[index] ?? fileStart;
    if (token !== other) return token - other;
  }
  return 0;
}

test('places are in the order of the tokens before them', () => {
  const token = fc.constantFrom(fileStart, 16, 24, -32, 40, 17);
  const isOrdered = (values: readonly number[]): boolean => {
    const tokens = Int32Array.from([fileStart, ...values]);
    const sorted = [...sortByContext(tokens)];
    const isComplete = sorted.toSorted((left, right) => left - right).every((place, index) => place === index);
    const contexts = sorted.map((position) => contextBefore(tokens, position));
    return (
      isComplete && contexts.every((context, index) => index === 0 || compare(contexts[index - 1] ?? [], context) <= 0)
    );
  };
  const arrays = fc.array(token, { maxLength: 120 });
  expect(fc.check(fc.property(arrays, isOrdered)).counterexample).toBeNull();
});

test('the place with the longest context in common is found', () => {
  const file = (name: string, text: string): { uri: string; languageId: string; text: string } => ({
    uri: `file:///${name}`,
    languageId: '',
    text,
  });
  const slice = buildSlice([file('a', 'x = f(a);'), file('b', 'y = f(b);'), file('c', 'f(c);')]);
  const asked = tokensOf(buildSlice([file('q', 'y = f(')]));
  const matches = new MatchList();
  const search = new SliceSearch(slice);
  search.setNear((uri) => uri === 'file:///b');
  search.lookUp({ tokens: asked, count: asked.length }, matches, everything);
  const texts = Array.from({ length: matches.count }, (_, index) => search.textOf(matches.tokens[index] ?? 0));
  const longest = Math.max(...matches.lengths.subarray(0, matches.count));
  const best = matches.lengths.indexOf(longest);
  expect(texts[best]).toBe('b');
  expect(matches.sources[best]).toBe(sourceNear);
  expect(matches.sources[texts.indexOf('a')]).toBe(sourceFar);
});

test('what is kept of many slices is the same, whether or not a look-up stops when enough is found', () => {
  const line = fc.constantFrom('if (a) {', 'return f(a, b);', 'const a = f(b);', 'x.push(a);', '}', 'return f(a);');
  const text = fc.array(line, { minLength: 5, maxLength: 60 }).map((lines) => lines.join('\n'));
  const isSame = ([asked = '', ...others]: readonly string[]): boolean => {
    const tokens = tokensOf(buildSlice([{ uri: 'file:///q', languageId: '', text: asked }]));
    const slices = others.map((other, index) => {
      const search = new SliceSearch(buildSlice([{ uri: `file:///${index}`, languageId: '', text: other }]));
      search.setNear(() => index % 3 === 0);
      return search;
    });
    const [all, few] = [true, false].map((isAll) => {
      const matches = new MatchList();
      const context = { tokens, count: tokens.length };
      for (const slice of slices) slice.lookUp(context, matches, { ...everything, reach: 20, isAll });
      matches.keepLongest(sourceNear);
      matches.keepLongest(sourceFar);
      const { count } = matches;
      return [matches.tokens, matches.lengths, matches.sources].map((values) => [...values.subarray(0, count)]);
    });
    return JSON.stringify(all) === JSON.stringify(few);
  };
  const texts = fc.array(text, { minLength: 8, maxLength: 14 });
  expect(fc.check(fc.property(texts, isSame), { numRuns: 60 }).counterexample).toBeNull();
});

test('a file that is gone is not found', () => {
  const slice = buildSlice([{ uri: 'file:///a', languageId: '', text: 'x = f(a);' }]);
  const search = new SliceSearch(slice);
  search.setGone(0, true);
  const matches = new MatchList();
  search.lookUp({ tokens: tokensOf(slice), count: 5 }, matches, everything);
  expect(matches.count).toBe(0);
});

test('a slice takes five bytes a token, besides its words', () => {
  const text = 'const value = load(key, 12);\n'.repeat(2000);
  const { tokens, sorted } = buildSlice([{ uri: 'file:///a', languageId: '', text }]);
  expect(tokens.length).toBeGreaterThan(10_000);
  expect(tokens.byteLength + sorted.byteLength).toBe(tokens.length * 5);
});

test('no token is lost where there are more than sixteen bits can tell apart, or texts of other scripts', () => {
  const text = Array.from({ length: 70_000 }, (_, index) => `n${index}`).join('\n') + '\nключ';
  const slice = buildSlice([{ uri: 'file:///big', languageId: '', text }]);
  expect(slice.numbers.length).toBeGreaterThan(0x10000);
  const list = new TokenList();
  const lexicon = new Lexicon();
  list.push(fileStart, 0);
  tokenize(text, list, { lexicon });
  expect(tokensOf(slice)).toEqual(list.tokens.slice(0, list.count));
  const search = new SliceSearch(slice);
  for (const [token, written] of [...lexicon.entries()].slice(-500)) expect(search.textOf(token)).toBe(written);
  expect(search.textOf(fileStart)).toBeUndefined();
});
