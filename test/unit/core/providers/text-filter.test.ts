import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TextFilter } from '../../../../src/core/providers/text-filter.ts';

const stops = ['<|endoftext|>', '<|file_sep|>', '\n\n', '\n+++++ '];
const removals = ['<|cursor|>'];

function filter(pieces: readonly string[]): string {
  const texts = new TextFilter(stops, removals);
  let result = '';
  for (const piece of pieces) {
    const { text, isCut } = texts.push(piece);
    result += text;
    if (isCut) return result;
  }
  return result + texts.flush();
}

describe('a filter', () => {
  test('cuts at the stop that comes first', () => {
    expect(filter(['a = 1\n\nb = 2<|endoftext|>'])).toBe('a = 1');
  });

  test('finds a stop in pieces', () => {
    expect(filter(['a<', '|end', 'oftext|', '>b'])).toBe('a');
  });

  test('takes markers out and goes on', () => {
    expect(filter(['a<|cur', 'sor|>b'])).toBe('ab');
  });

  test('gives back at the end what only began like a marker', () => {
    expect(filter(['if a <', '|'])).toBe('if a <|');
  });

  test('shows at once what can start no marker', () => {
    expect(new TextFilter(stops).push('return x').text).toBe('return x');
  });

  test('gives the same for any chunking', () => {
    const alphabet = fc.constantFrom(...stops, ...removals, '<|', '|>', '<', '\n', '+', 'a', 'file_sep');
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 12 }), fc.array(fc.nat(200)), (words, cuts) => {
        const text = words.join('');
        const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
        const pieces = [...places, text.length].map((place, index) =>
          text.slice(index === 0 ? 0 : places[index - 1], place),
        );
        expect(filter(pieces)).toBe(filter([text]));
      }),
    );
  });
});
