import { randomNumbers } from '../../bench/replay/traces.ts';
import type { StagedItem } from '../companion/protocol.ts';

const indentations = ['', '  ', '    ', '\t'];
const codes = ['', 'foo', 'foo(', 'foo()', 'foo(bar)', 'x = [1, 2];', 'a.b({})', '})', 'if (Foo) {}'];
const insertions = ['bar', 'a, b', '1])', ');', ' ', '\n  baz();', '\n', 'é🎉', '{}'];

/** Ways to make a text from what stands before the cursor in the range, what stands behind it, and something new. */
const texts: readonly ((before: string, added: string, after: string) => string)[] = [
  (before, added, after) => before + added + after,
  (before, added) => before + added,
  (before, added, after) => before + after + added,
  (before, _added, after) => before + after,
  (before, added, after) => before.trimStart() + added + after,
  (before, added, after) => `  ${before}${added}${after}`,
  (before, added, after) => before.toUpperCase() + added + after,
  (before, added, after) => before + Array.from(after, (character) => character + added).join(''),
  (before, added, after) => before + added + Array.from(after).reverse().join(''),
  (before, added, after) => before.slice(0, -1) + added + after,
  (before, added, after) => before + added + after.slice(1),
  (before, added, after) => before + added + after.toLowerCase(),
  (_before, added, after) => added + after,
];

/** Items of many kinds, the same for the same seed. */
export function stagedItems(seed: number, count: number): readonly StagedItem[] {
  const random = randomNumbers(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  return Array.from({ length: count }, (_unused, index) => {
    const indentation = pick(indentations);
    const line = indentation + pick(codes);
    // Half of the cursors are where one types.
    const cursor = random() < 0.5 ? line.length : Math.floor(random() * (line.length + 1));
    const start = Math.min(cursor, pick([0, indentation.length, cursor, Math.floor(random() * (cursor + 1))]));
    const end = pick([cursor, line.length, cursor + Math.floor(random() * (line.length - cursor + 1))]);
    const make = texts[index % texts.length] as (typeof texts)[number];
    const text = make(line.slice(start, cursor), pick(insertions), line.slice(cursor, end));
    return { line, cursor, start, end, text };
  });
}
