import { describe, expect, test } from 'vitest';
import { explain } from '../../../../src/core/completion/explain.ts';
import type { Outcome } from '../../../../src/core/completion/outcome.ts';

const known: readonly [Outcome, string][] = [
  [{ kind: 'skipped', reason: 'off' }, 'turned off'],
  [{ kind: 'skipped', reason: 'snoozed' }, 'snoozed'],
  [{ kind: 'refused', reason: 'no-consent' }, 'not agreed'],
  [{ kind: 'nothing', reason: 'low-confidence' }, 'not sure enough'],
  [{ kind: 'later', provider: 'ollama' }, 'on its way'],
  [{ kind: 'cancelled', during: 'stream' }, 'before the answer came'],
  [{ kind: 'failed', error: 'key-refused', isRetryable: false }, 'refused the key'],
];

describe('an explanation', () => {
  test.each(known)('of %j is known', (outcome, words) => {
    const { certainty, sentence } = explain({ outcome });
    expect(certainty).toBe('known');
    expect(sentence).toContain(words);
  });

  test('of what only the editor knows is probable', () => {
    expect(explain(undefined).certainty).toBe('probable');
    expect(explain({ outcome: { kind: 'shown', from: 'fresh' } }).certainty).toBe('probable');
  });

  test.each(known)('of %j is one sentence', (outcome) => {
    expect(explain({ outcome }).sentence).toMatch(/^[A-Z][^\n]*\.$/);
  });
});
