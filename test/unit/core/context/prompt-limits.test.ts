import { expect, test } from 'vitest';
import { effectiveBudget } from '../../../../src/core/context/budget.ts';
import { promptLimitsOf } from '../../../../src/core/context/prompt-limits.ts';

const local = { id: 'llamacpp', destination: { locality: 'local', origin: 'http://127.0.0.1:8080' } } as const;
const hosted = { id: 'codestral', destination: { locality: 'hosted', origin: 'https://api.mistral.ai' } } as const;

test('a hosted service is bounded by its own context alone, since nobody sees how fast it reads', () => {
  expect(promptLimitsOf(hosted, { answerTokens: 128 })).toEqual({
    locality: 'hosted',
    contextTokens: 128_000,
    answerTokens: 128,
    takesSnippets: true,
  });
});

test("a server's own word counts, and it is told of the answer", () => {
  const limits = promptLimitsOf(
    { ...local, limits: (answerTokens = 0) => ({ contextTokens: 4096, snippetTokens: 4096 - 2 * answerTokens }) },
    { answerTokens: 128 },
  );
  expect(limits).toMatchObject({ contextTokens: 4096, snippetTokens: 3840 });
});

test('what a server was seen to read in 300 ms bounds its prompts', () => {
  const limits = promptLimitsOf(local, { answerTokens: 128, promptTokensPerSecond: 4000 });
  expect(effectiveBudget(4096, limits).totalTokens).toBe(1024);
});
