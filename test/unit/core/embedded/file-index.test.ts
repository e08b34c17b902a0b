import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileIndex } from '../../../../src/core/embedded/file-index.ts';
import { Lexicon } from '../../../../src/core/embedded/lexicon.ts';
import { MatchList, sourceBefore } from '../../../../src/core/embedded/match-list.ts';

const anyToken = { mask: 0, value: 0 };
const piece = fc.constantFrom('a', 'b(', ')', '\n', '\n  ', '  ', ' = ', 'name', '1', '\t', '\n\n');
const code = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

function tokensOf(index: FileIndex): number[] {
  return [...index.list.tokens.subarray(0, index.list.count)];
}

function found(index: FileIndex): string[] {
  const matches = new MatchList();
  const limit = index.list.count;
  const context = { tokens: index.list.tokens, count: limit };
  index.lookUp(context, matches, { source: sourceBefore, limit, most: 64, filter: anyToken });
  return Array.from({ length: matches.count }, (_, at) => `${matches.lengths[at]} at ${matches.distances[at]}`);
}

test('a text that was edited is indexed as if it had always been so', () => {
  const isSame = (texts: readonly string[]): boolean => {
    const edited = new FileIndex(new Lexicon());
    for (const text of texts) edited.update(text);
    const fresh = new FileIndex(new Lexicon());
    fresh.update(texts.at(-1) ?? '');
    return (
      JSON.stringify(tokensOf(edited)) === JSON.stringify(tokensOf(fresh)) &&
      JSON.stringify(found(edited)) === JSON.stringify(found(fresh))
    );
  };
  expect(fc.check(fc.property(fc.array(code, { minLength: 1, maxLength: 4 }), isSame)).counterexample).toBeNull();
});

test('a text that grows by a key is indexed as if it had always been so', () => {
  const isSame = (text: string): boolean => {
    const typed = new FileIndex(new Lexicon());
    for (let end = 0; end <= text.length; end += 1) typed.update(text.slice(0, end));
    const fresh = new FileIndex(new Lexicon());
    fresh.update(text);
    return JSON.stringify(tokensOf(typed)) === JSON.stringify(tokensOf(fresh));
  };
  expect(fc.check(fc.property(code, isSame)).counterexample).toBeNull();
});

test('of places with the same context the newest comes first', () => {
  const index = new FileIndex(new Lexicon());
  index.update('f(a);\nf(b);\nf(c);\nf(');
  const matches = new MatchList();
  const limit = index.list.count;
  index.lookUp({ tokens: index.list.tokens, count: limit }, matches, {
    source: sourceBefore,
    limit,
    most: 64,
    filter: anyToken,
  });
  expect(matches.distances[0]).toBeLessThan(matches.distances[1] ?? 0);
});
