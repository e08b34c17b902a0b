import { describe, expect, test } from 'vitest';
import { type PromptLimits, effectiveBudget } from '../../../../src/core/context/budget.ts';
import { TokenEstimator } from '../../../../src/core/context/tokens.ts';

const hosted: PromptLimits = { locality: 'hosted', answerTokens: 128 };
const local: PromptLimits = { locality: 'local', answerTokens: 128 };

describe('the budget in effect', () => {
  test('a hosted service gets the setting, with up to 2,000 tokens before and 500 after the cursor', () => {
    expect(effectiveBudget(4096, hosted)).toMatchObject({ totalTokens: 4096, prefix: 2000, suffix: 500 });
  });

  test('a local server gets 128 tokens of suffix', () => {
    expect(effectiveBudget(4096, local).suffix).toBe(128);
  });

  test("a server's context counts less the answer and 15 %", () => {
    expect(effectiveBudget(8192, { ...local, contextTokens: 2048 }).totalTokens).toBe(Math.floor((2048 - 128) * 0.85));
  });

  test('a batch window bounds prefix and suffix', () => {
    const budget = effectiveBudget(4096, { ...hosted, prefixTokens: 1536, suffixTokens: 400 });
    expect(budget).toMatchObject({ prefix: 1536, suffix: 400 });
  });

  test('a slow server gets what it reads in 300 ms', () => {
    expect(effectiveBudget(4096, { ...local, promptTokensPerSecond: 3500 }).totalTokens).toBe(1024);
  });

  test('in steps, since the measure changes with each answer and the window should not', () => {
    const totals = [3450, 3600, 3900, 4200].map(
      (promptTokensPerSecond) => effectiveBudget(4096, { ...local, promptTokensPerSecond }).totalTokens,
    );
    expect(new Set(totals)).toEqual(new Set([1024]));
  });

  test('however slow the server, the lines around the cursor fit', () => {
    expect(effectiveBudget(4096, { ...local, promptTokensPerSecond: 10 }).totalTokens).toBe(200);
  });

  test('the least of all bounds counts', () => {
    const limits = { ...local, contextTokens: 4096, promptTokensPerSecond: 50_000, prefixTokens: 1536 };
    expect(effectiveBudget(8192, limits).totalTokens).toBe(Math.floor((4096 - 128) * 0.85));
    expect(effectiveBudget(1000, limits).totalTokens).toBe(1000);
    expect(effectiveBudget(8192, { ...limits, promptTokensPerSecond: 2000 }).totalTokens).toBe(512);
  });

  test('other places get no more than the server takes of them', () => {
    const { typeDefinitions, openTabs, recentEdits, repoSearch } = effectiveBudget(4096, {
      ...local,
      snippetTokens: 400,
    });
    expect([typeDefinitions, openTabs, recentEdits, repoSearch]).toEqual([220, 120, 60, 60]);
  });

  test('where no snippets are taken the window may have it all', () => {
    const budget = effectiveBudget(2048, { ...hosted, takesSnippets: false });
    expect(budget.prefix + budget.suffix).toBe(2048);
    expect(budget.typeDefinitions).toBe(0);
  });

  test('no part exceeds the whole', () => {
    for (const total of [256, 1000, 2000, 4096, 8192]) {
      const { prefix, suffix, ...budget } = effectiveBudget(total, hosted);
      const { typeDefinitions, openTabs, recentEdits, repoSearch } = budget;
      const most = Math.max(typeDefinitions, openTabs, recentEdits, repoSearch);
      expect(prefix + suffix + most).toBeLessThanOrEqual(total);
    }
  });
});

describe('the token estimate', () => {
  test('approaches what a service reports, for that model and language alone', () => {
    const tokens = new TokenEstimator();
    const before = tokens.charactersPerToken('m', 'go');
    for (let n = 0; n < 30; n += 1) tokens.observe({ model: 'm', languageId: 'go', characters: 2500, tokens: 1000 });
    expect(tokens.charactersPerToken('m', 'go')).toBeCloseTo(2.5, 1);
    expect(tokens.charactersPerToken('m', 'python')).toBe(before);
    expect(tokens.charactersPerToken('other', 'go')).toBe(before);
  });

  test('reports how far it has been off', () => {
    const tokens = new TokenEstimator();
    expect(tokens.relativeError('m', 'go')).toBeNull();
    for (let n = 0; n < 40; n += 1) tokens.observe({ model: 'm', languageId: 'go', characters: 2500, tokens: 1000 });
    expect(tokens.relativeError('m', 'go')).toBeLessThan(0.02);
    expect(tokens.estimates()).toEqual([
      {
        model: 'm',
        languageId: 'go',
        charactersPerToken: expect.closeTo(2.5, 2),
        relativeError: tokens.relativeError('m', 'go'),
        observations: 40,
      },
    ]);
  });

  test('a report that can not be is left out', () => {
    const tokens = new TokenEstimator();
    const before = tokens.charactersPerToken('m', 'go');
    tokens.observe({ model: 'm', languageId: 'go', characters: 100_000, tokens: 60 });
    tokens.observe({ model: 'm', languageId: 'go', characters: 10, tokens: 0 });
    expect(tokens.charactersPerToken('m', 'go')).toBe(before);
  });
});
