import { describe, expect, test } from 'vitest';
import { findPieces } from '../../../../src/core/privacy/secret-pieces.ts';
import { createRandom } from '../../../support/secret-corpus.ts';

const piecesOf = (text: string, secret: string): readonly (readonly [number, number])[] =>
  findPieces(text, secret, [{ start: 0, end: secret.length, rule: 'test' }]).map(({ start, end }) => [start, end]);

describe('what a text holds of a secret', () => {
  test('is its end at the text’s start, its start at the text’s end, and the whole of it', () => {
    expect(piecesOf('ghij rest', 'abcdefghij')).toEqual([[0, 4]]);
    expect(piecesOf('rest abcd', 'abcdefghij')).toEqual([[5, 9]]);
    expect(piecesOf('x abcdefghij y', 'abcdefghij')).toEqual([[2, 12]]);
    expect(piecesOf('hij rest abc', 'abcdefghij')).toEqual([]);
  });

  test('at either end is the longest part, as a look from each place finds it', () => {
    const random = createRandom(3);
    const draw = (length: number): string =>
      Array.from({ length }, () => 'aab'[Math.floor(random() * 3)] ?? '').join('');
    const longest = (first: string, second: string): number => {
      let length = Math.min(first.length, second.length);
      while (length > 0 && !second.startsWith(first.slice(first.length - length))) length -= 1;
      return length < 4 ? 0 : length;
    };
    for (let run = 0; run < 2000; run += 1) {
      const text = draw(1 + Math.floor(random() * 24));
      const secret = draw(1 + Math.floor(random() * 7));
      const [tail, head] = [longest(secret, text), longest(text, secret)];
      const expected = [...(tail > 0 ? [[0, tail]] : []), ...(head > 0 ? [[text.length - head, text.length]] : [])];
      expect(piecesOf(text, secret), `${secret} in ${text}`).toEqual(expected);
    }
  });

  test('of a secret that repeats itself costs no more than one that does not', () => {
    const start = 'a'.repeat(200_000);
    const before = process.threadCpuUsage();
    expect(piecesOf(start, `${start}b`)).toEqual([[0, start.length]]);
    const { user } = process.threadCpuUsage(before);
    expect(user / 1000).toBeLessThan(500);
  });
});
