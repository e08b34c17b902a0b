import { describe, expect, test } from 'vitest';
import { mergeSpans } from '../../../src/core/privacy/secret-spans.ts';
import { createSecretScanner } from '../../../src/node/secret-scanner.ts';

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

  test.each(['// secretlint-disable', '# secretlint-disable-next-line', '/* secretlint-disable-line */'])(
    'a comment in the file hides nothing: %s',
    async (comment) => {
      expect(await found(`${comment}\nconst token = "${githubToken}"; ${comment}\n`)).toEqual([githubToken]);
    },
  );

  test('scanning leaves nothing behind in the process', async () => {
    const before = performance.getEntries().length;
    await found('const a = 1;');
    await found('const b = 2;');
    expect(performance.getEntries().length).toBe(before);
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
