import { expect, test } from 'vitest';
import { type IndexSlice, buildSlice, placeAt, tokensOf } from '../../../../src/core/embedded/index-slice.ts';
import { withoutFiles } from '../../../../src/core/embedded/slice-without-files.ts';
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

const placesOf = ({ sorted }: IndexSlice): number[] =>
  Array.from({ length: sorted.length / 3 }, (_, slot) => placeAt(sorted, slot));

test('a slice without a file is what would have been built without it', () => {
  const isWanted = (uri: string): boolean => !uri.includes('gamma') && !uri.includes('alpha');
  const left = withoutFiles(buildSlice(files), isWanted);
  const fresh = buildSlice(files.filter(({ uri }) => isWanted(uri)));
  expect({ ...left, sorted: [] }).toEqual({ ...fresh, sorted: [] });
  // Where a file starts is never looked for.
  const tokens = tokensOf(fresh);
  expect(placesOf(left)).toEqual(placesOf(fresh).filter((position) => tokens[position] !== fileStart));
});

test('a slice of which all is wanted is the same one', () => {
  const slice = buildSlice(files);
  expect(withoutFiles(slice, () => true)).toBe(slice);
});
