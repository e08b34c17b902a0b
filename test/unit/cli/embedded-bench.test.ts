import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runEmbeddedBench } from '../../../src/cli/bench/embedded.ts';
import type { EmbeddedReport } from '../../../src/cli/bench/embedded-code-base.ts';
import { describeComparison } from '../../../src/cli/bench/embedded-comparison.ts';
import { seededRandom } from '../../../src/cli/bench/embedded-corpus.ts';
import { chooseCuts, codeOffsets } from '../../../src/cli/bench/embedded-cuts.ts';
import { ThresholdTally } from '../../../src/cli/bench/embedded-score.ts';

function codeOf(languageId: string, text: string): string {
  const offsets = codeOffsets({ path: 'a', languageId, text });
  return offsets.map((offset) => text[offset]).join('');
}

test('comments, indentation and line ends are no places to ask at', () => {
  expect(codeOf('typescript', '// no\n/* no\n * no */\n  a(b);\n\nc;\n')).toBe('a(b);c;');
  expect(codeOf('python', '# no\n"""no\nno"""\n  a = b\n')).toBe('a = b');
});

test('the same seed chooses the same cuts', () => {
  const file = { path: 'a', languageId: 'go', text: 'one(two)\nthree(four)\n' };
  const cuts = (): number[] => chooseCuts([file], 5, seededRandom(3)).map(({ offset }) => offset);
  expect(cuts()).toHaveLength(5);
  expect(cuts()).toEqual(cuts());
});

test('a right suggestion saves its characters but for a key, a wrong one costs a key', () => {
  const tally = new ThresholdTally(0.5);
  tally.add({ length: 11, isRight: true }, 20);
  tally.add({ length: 9, isRight: false }, 20);
  tally.add(null, 10);
  expect(tally.score).toEqual({ threshold: 0.5, shownRate: 2 / 3, precision: 0.5, savedPer100: 18 });
});

test('the benchmark reports the engine and both baselines over a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-bench-'));
  try {
    for (let index = 0; index < 40; index += 1) {
      writeFileSync(
        join(folder, `part${index}.go`),
        `package p\n\nfunc part${index}() int {\n\treturn compute(${index * 7})\n}\n`,
      );
    }
    let text = '';
    const io = { folder, out: (part: string): void => void (text += part) };
    expect(runEmbeddedBench(['--repo', '.', '--cuts', '20', '--seed', '2', '--json'], io)).toBe(0);
    const report: unknown = JSON.parse(text);
    expect(report).toMatchObject({
      shownRate: expect.any(Number),
      savedPer100: expect.any(Number),
      baselines: { ngram: { thresholds: expect.any(Array) }, longest: { thresholds: expect.any(Array) } },
      latencyMs: { p50: expect.any(Number), p99: expect.any(Number) },
      writing: { cuts: 20 },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the comparison is with the better baseline at that precision, where one reaches it', () => {
  const score = (savedPer100: number): object => ({ threshold: 0.5, shownRate: 0.5, precision: 0.8, savedPer100 });
  const report = {
    files: { indexed: 1, heldOut: 1, leftOut: { generated: 0, duplicates: 0, tooLarge: 0 } },
    indexMs: 1,
    memoryMb: 1,
    baselines: { ngram: { thresholds: [] } },
    atPrecision: {
      0.6: { engine: score(24), ngram: score(8), longest: score(12) },
      0.75: { engine: score(20), ngram: null, longest: null },
    },
  } as unknown as EmbeddedReport;
  const [head = '', row = '', ...others] = describeComparison([{ name: 'go-shop', report }]);
  expect(head.split(/  +/)).toEqual(expect.arrayContaining(['at 0.6', 'at 0.75', 'ngram', 'longest', 'times']));
  expect(row.split(/  +/)).toEqual(['go-shop', 'cold', '24.0', '8.0', '12.0', '2.0 x', '20.0', '-', '-', '-']);
  expect(others).toEqual([]);
});

test('without a folder the benchmark says what it needs', () => {
  expect(() => runEmbeddedBench([], { folder: '/', out: () => {} })).toThrow('--repo DIR');
});
