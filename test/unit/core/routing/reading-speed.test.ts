import { describe, expect, test } from 'vitest';
import type { StreamEnd } from '../../../../src/core/providers/provider.ts';
import { ReadingSpeed } from '../../../../src/core/routing/reading-speed.ts';

const after = (...ends: readonly Omit<StreamEnd, 'reason' | 'totalMs'>[]): number | undefined => {
  const speed = new ReadingSpeed();
  for (const end of ends) speed.didEnd({ reason: 'stop', totalMs: 100, ...end });
  return speed.tokensPerSecond;
};
const read = (tokens: number, ms: number) => ({ promptReading: { tokens, ms } });
const used = (promptTokens: number, cachedPromptTokens: number, ttftMs: number) => ({
  usage: { promptTokens, cachedPromptTokens, completionTokens: 9 },
  ttftMs,
});

describe('the speed at which a server reads prompts', () => {
  test('is not known before three requests have shown it', () => {
    expect(after(read(500, 500), read(500, 500))).toBeUndefined();
    expect(after(read(500, 500), read(500, 500), read(500, 500))).toBe(1000);
  });

  test('is that of prompts which were not cached, whatever the server says of caching', () => {
    const cached = Array.from({ length: 8 }, () => read(1000, 20));
    expect(after(...cached, read(1000, 1000), ...cached.slice(0, 2), read(1000, 900))).toBeCloseTo(1111, 0);
  });

  test('is not spoilt by one request that waited for the model to load', () => {
    expect(after(read(500, 30_000), read(500, 500), read(500, 500))).toBe(1000);
  });

  test('is not taken from short prompts, nor from those that were cached but for a few tokens', () => {
    expect(after(read(20, 15), read(20, 15), read(20, 15))).toBeUndefined();
    expect(after(used(900, 880, 40), used(900, 880, 40), used(900, 880, 40))).toBeUndefined();
  });

  test('comes from the time to first token where the server does not tell', () => {
    expect(after(used(800, 0, 400), used(1000, 200, 400), used(800, 0, 400))).toBe(2000);
  });

  test('follows a server that becomes faster', () => {
    const slow = Array.from({ length: 12 }, () => read(500, 500));
    const fast = Array.from({ length: 12 }, () => read(500, 100));
    expect(after(...slow, ...fast)).toBe(5000);
  });
});
