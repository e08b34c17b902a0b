import { describe, expect, test } from 'vitest';
import { fitSnippets } from '../../../../src/core/context/fit-snippets.ts';
import { contextSourcesOf } from '../../../../src/core/context/record.ts';
import type { Uri } from '../../../../src/core/document.ts';
import type { RankedSnippet } from '../../../../src/core/protocol.ts';

const snippet = (
  source: RankedSnippet['source'],
  text: string,
  score = 1,
  label = `${source}.ts:1`,
): RankedSnippet => ({
  source,
  label,
  uri: `file:///${label}` as Uri,
  path: label,
  languageId: 'typescript',
  text,
  score,
  tokens: Math.ceil(text.length / 4),
  key: text,
});

const fit = (snippets: readonly RankedSnippet[], maxTokens: number, window = '') =>
  fitSnippets({ snippets, window, maxTokens, charactersPerToken: 4 });

const block = Array.from({ length: 12 }, (_, at) => `function number${at}() {\n  return compute(${at});\n}`).join('\n');

describe('what fits into a prompt', () => {
  test('what changes least stands first, whatever its score', () => {
    const { snippets } = fit(
      [
        snippet('recent-edits', '+const edited = 1;', 9),
        snippet('recent-tabs', 'const similar = compute();', 5),
        snippet('definitions', 'export function defined(): void', 3),
        snippet('fingerprint', 'typescript with zod', 1),
      ],
      1000,
    );
    expect(snippets.map(({ source }) => source)).toEqual(['fingerprint', 'definitions', 'recent-tabs', 'recent-edits']);
  });

  test('the worse of two that do not both fit is dropped, with its reason', () => {
    const { snippets, entries } = fit(
      [snippet('definitions', 'a'.repeat(200), 2, 'a.ts:A'), snippet('definitions', 'b'.repeat(200), 1, 'b.ts:B')],
      80,
    );
    expect(snippets.map(({ label }) => label)).toEqual(['a.ts:A']);
    expect(entries.at(-1)).toMatchObject({ label: 'b.ts:B', decision: 'dropped', because: 'over-budget' });
  });

  test('a long piece is trimmed at the end of something', () => {
    const { snippets, entries } = fit([snippet('recent-tabs', block)], 80);
    expect(snippets[0]?.text).toMatch(/\}$/);
    expect(block.startsWith(snippets[0]?.text ?? '-')).toBe(true);
    expect(entries[0]).toMatchObject({ decision: 'trimmed', because: 'over-budget' });
  });

  test('what the window shows already is left out', () => {
    const { snippets, entries } = fit([snippet('recent-tabs', block)], 1000, `before\n${block}\nafter`);
    expect(snippets).toEqual([]);
    expect(entries[0]).toMatchObject({ decision: 'dropped', because: 'in-window' });
  });

  test('the same code in two places is kept once', () => {
    const { snippets, entries } = fit(
      [snippet('recent-tabs', block, 2, 'a.ts:1-36'), snippet('recent-tabs', block, 1, 'b.ts:1-36')],
      1000,
    );
    expect(snippets.map(({ label }) => label)).toEqual(['a.ts:1-36']);
    expect(entries.at(-1)).toMatchObject({ because: 'repeats-another' });
  });

  test('the tokens are never more than the budget', () => {
    for (const maxTokens of [0, 10, 41, 100, 173, 400]) {
      const all = [
        snippet('recent-tabs', block),
        snippet('definitions', 'x'.repeat(100)),
        snippet('definitions', block, 2),
      ];
      const { snippets, tokens } = fit(all, maxTokens);
      expect(tokens).toBeLessThanOrEqual(maxTokens);
      expect(snippets.reduce((sum, { text }) => sum + text.length / 4, 0)).toBeLessThanOrEqual(maxTokens);
    }
  });

  test('the sources of a prompt are named one by one, without what was dropped', () => {
    const { entries } = fit([snippet('definitions', 'class A', 2, 'a.py:A,B'), snippet('recent-tabs', block, 1)], 20);
    const record = {
      budgetTokens: 0,
      prefixTokens: 0,
      suffixTokens: 0,
      snippetTokens: 0,
      entries,
      offered: {},
      estimateError: null,
      gathered: 'fresh' as const,
      totalMs: 0,
    };
    expect(contextSourcesOf(record)).toEqual(['a.py:A', 'a.py:B']);
  });
});
