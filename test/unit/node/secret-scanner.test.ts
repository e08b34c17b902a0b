import { describe, expect, test } from 'vitest';
import { findHighEntropyLiterals } from '../../../src/node/secrets/entropy.ts';
import { createSecretScanner, mergeSpans } from '../../../src/node/secrets/secret-scanner.ts';

const scanner = createSecretScanner();

async function found(text: string): Promise<readonly string[]> {
  return (await scanner.scan(text)).map(({ start, end }) => text.slice(start, end));
}

describe('secret scanner', () => {
  // Put together here, or tools that look for keys would find these.
  const githubToken = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');

  test('a token of a known service is found', async () => {
    expect(await found(`const token = "${githubToken}";`)).toEqual([githubToken]);
  });

  test('code without secrets has none', async () => {
    expect(await found('export const answer = computeTheAnswerToEverything(42);')).toEqual([]);
  });
});

describe('high-entropy literals', () => {
  const literals = (text: string): readonly string[] =>
    findHighEntropyLiterals(text).map(({ start, end }) => text.slice(start, end));

  test('a random value is found without a telling name', () => {
    expect(literals(`x = "q8Zr2LmX0vTn5KcYw7Jd3HbPs6Ga9FuE"`)).toEqual(['q8Zr2LmX0vTn5KcYw7Jd3HbPs6Ga9FuE']);
  });

  test('hexadecimal digits are found under a telling name', () => {
    expect(literals('API_KEY=9f86d081884c7d659a2feaa0c55ad015')).toEqual(['9f86d081884c7d659a2feaa0c55ad015']);
  });

  test.each([
    'import x from "../../some/LongModulePath2/WithManyWords/andFiles";',
    'const name = "thisIsALongCamelCaseIdentifier2";',
    'const text = "the quick brown fox jumps over the lazy dog";',
    'const url = "https://example.com/a/long/path/of/words";',
  ])('ordinary text is left alone: %s', (text) => {
    expect(literals(text)).toEqual([]);
  });
});

test('spans that overlap become one', () => {
  expect(
    mergeSpans([
      { start: 5, end: 9, rule: 'b' },
      { start: 0, end: 6, rule: 'a' },
      { start: 20, end: 22, rule: 'c' },
    ]),
  ).toEqual([
    { start: 0, end: 9, rule: 'a' },
    { start: 20, end: 22, rule: 'c' },
  ]);
});
