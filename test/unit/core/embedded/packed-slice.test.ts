import { describe, expect, test } from 'vitest';
import { buildSlice } from '../../../../src/core/embedded/index-slice.ts';
import { packSlice, unpackSlice } from '../../../../src/core/embedded/packed-slice.ts';
import { fileStart } from '../../../../src/core/embedded/token.ts';

const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];

/** Files that share most of their lines, so that places of all of them lie between each other in the order. */
const files = names.map((name, index) => ({
  uri: `file:///shop/${name}.ts`,
  languageId: 'typescript',
  text: Array.from(
    { length: 40 },
    (_, line) => `export const ${name}${line % 7} = load(${(line * index) % 11});\n`,
  ).join(''),
}));

describe('a slice in a file', () => {
  test('is the same slice when it is read again', () => {
    const slice = buildSlice(files);
    expect(unpackSlice(packSlice(slice))).toEqual(slice);
  });

  test('takes at most five bytes a token, besides its words', () => {
    const { tokens, sorted } = packSlice(buildSlice(files));
    expect(tokens.bytes.length + sorted.bytes.length).toBeLessThanOrEqual(buildSlice(files).tokens.length * 5);
  });

  test('without a file, it is what would have been built without it', () => {
    const isWanted = (uri: string): boolean => !uri.includes('gamma') && !uri.includes('alpha');
    const left = unpackSlice(packSlice(buildSlice(files)), isWanted);
    const fresh = buildSlice(files.filter(({ uri }) => isWanted(uri)));
    expect(left.tokens).toEqual(fresh.tokens);
    expect(left.fileStarts).toEqual(fresh.fileStarts);
    expect(left.words).toEqual(fresh.words);
    // Where a file starts is never looked for.
    expect([...left.sorted]).toEqual([...fresh.sorted].filter((position) => fresh.tokens[position] !== fileStart));
  });

  test('keeps numbers that need three bytes', () => {
    const text = Array.from({ length: 70_000 }, (_, index) => `n${index}`).join('\n');
    const slice = buildSlice([{ uri: 'file:///big', languageId: '', text }]);
    expect(unpackSlice(packSlice(slice)).sorted).toEqual(slice.sorted);
    expect(unpackSlice(packSlice(slice)).tokens).toEqual(slice.tokens);
  });
});
