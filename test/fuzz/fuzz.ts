import fc from 'fast-check';
import { afterAll } from 'vitest';

/** `npm run soak` tries so many inputs of each kind, `npm test` a few. */
export const runs = process.env['MIDFILL_SOAK'] === undefined ? 60 : 3000;

let tried = 0;

afterAll(() => {
  if (process.env['MIDFILL_SOAK'] !== undefined) console.log(`${tried} inputs tried.`);
});

/** Has to hold for whatever comes; `share` where one try costs much. Counts what was really tried. */
export async function fuzz<T>(
  inputs: fc.Arbitrary<T>,
  holds: (input: T) => void | Promise<void>,
  share = 1,
): Promise<void> {
  const property = fc.asyncProperty(inputs, async (input) => {
    tried += 1;
    await holds(input);
  });
  await fc.assert(property, { numRuns: Math.max(5, Math.round(runs * share)) });
}

/** Text with what trips programs: line ends of all kinds, blanks, markers, quotes, controls, emoji, long runs. */
export const trickyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        ...['\n', '\r\n', '\r', '\t', '    ', '  ', '{', '}', '(', ')', '[', ']', ';', ',', '"', "'", '`', '\\', '$'],
        ...['<|fim_middle|>', '<PRE>', '[SUFFIX]', '<|endoftext|>', '{prefix}', '{path}', '+++++ a.py', '```', '/*'],
        ...[
          '\u001B[31m',
          '\u202E',
          '\0',
          '\uFEFF',
          '😀',
          '\uD83D',
          'é',
          'return x',
          'const total = price',
          '__proto__',
        ],
        ...['MIDFILL_SECRET_1_', 'password = "a1b2c3d4"', '-----BEGIN PRIVATE KEY-----', 'ghp_'],
      ),
      fc.tuple(fc.constantFrom('a', ' ', '(', '\n', 'x1'), fc.nat(400)).map(([unit, times]) => unit.repeat(times)),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

/** Any JSON, with keys that trip programs. */
export const trickyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'kind', 'text', 'error', 'a', ''), fc.jsonValue()),
);

/** Cuts at any places. */
export function cutInto<T extends { slice(start: number, end: number): T; readonly length: number }>(
  whole: T,
  places: readonly number[],
): readonly T[] {
  const cuts = [0, ...places.map((place) => place % (whole.length + 1)).toSorted((a, b) => a - b), whole.length];
  return cuts.slice(1).map((cut, index) => whole.slice(cuts[index] ?? 0, cut));
}

export const places: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(100_000), { maxLength: 12 });
