import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../../src/core/completion/decision.ts';
import { type ExplanationFacts, explain } from '../../../../src/core/completion/explain.ts';
import type { Outcome } from '../../../../src/core/completion/outcome.ts';

const facts = (outcome: Outcome | undefined, changes: Partial<ExplanationFacts> = {}): ExplanationFacts => ({
  decision: outcome && ({ outcome, provider: 'ollama' } as Decision),
  languageId: 'go',
  isEnabled: true,
  isRegistered: true,
  isInlineSuggestEnabled: true,
  isLanguageOff: false,
  isGlobOff: false,
  otherProviders: [],
  snoozedUntil: undefined,
  chosen: undefined,
  ...changes,
});

const skips = [
  'language-off',
  'glob-off',
  'snoozed',
  'scheme',
  'multiple-cursors',
  'middle-of-word',
  'after-escape',
  'after-undo',
  'too-large',
  'too-little-text',
  'in-snippet',
  'end-of-statement',
] as const;
const refusals = [
  'rules-loading',
  'ignored-file',
  'local-only-file',
  'remote-off',
  'no-consent',
  'untrusted-workspace',
  'cursor-in-secret',
  'insecure-url',
] as const;
const filters = [
  'empty',
  'low-confidence',
  'repeats-suffix',
  'repeats-itself',
  'repeats-before',
  'not-visible',
  'too-long',
  'does-not-extend-selection',
  'rejected-before',
] as const;

describe('why no suggestion here', () => {
  test('every cause has a sentence of its own', () => {
    const sentences = [
      ...skips.map((reason) => explain(facts({ kind: 'skipped', reason }))),
      ...refusals.map((reason) => explain(facts({ kind: 'refused', reason }))),
      ...filters.map((reason) => explain(facts({ kind: 'nothing', reason }))),
      explain(facts({ kind: 'later', provider: 'ollama' })),
      explain(facts({ kind: 'cancelled', during: 'stream' })),
      explain(facts({ kind: 'failed', error: 'key-refused', isRetryable: false })),
    ].map(({ sentence }) => sentence);
    expect(new Set(sentences).size).toBe(skips.length + refusals.length + filters.length + 3);
    expect(sentences.filter((sentence) => !/^[A-Zo][^\n]*\.$/.test(sentence))).toEqual([]);
  });

  test("a provider's own words about its failure come first", () => {
    const explanation = explain(
      facts(
        { kind: 'failed', error: 'model-not-found', isRetryable: false },
        { chosen: { provider: 'ollama', obstacle: undefined, problem: 'Pull it first.' } },
      ),
    );
    expect(explanation).toEqual({ sentence: 'Pull it first.', certainty: 'known', action: 'switchModel' });
  });

  test('off wins over everything, then another provider at work, then the editor setting', () => {
    const outcome = { kind: 'skipped', reason: 'scheme' } as const;
    const sentenceOf = (changes: Partial<ExplanationFacts>) => explain(facts(outcome, changes)).sentence;
    expect(sentenceOf({ isEnabled: false, isInlineSuggestEnabled: false })).toContain('midfill.enabled');
    expect(sentenceOf({ isRegistered: false, otherProviders: ['GitHub Copilot'] })).toContain('GitHub Copilot');
    expect(sentenceOf({ isInlineSuggestEnabled: false })).toContain('editor.inlineSuggest.enabled');
  });

  test('what turns a file off is said also where nobody has asked', () => {
    expect(explain(facts(undefined, { isLanguageOff: true })).sentence).toContain('turned off for go');
    expect(explain(facts(undefined, { isGlobOff: true })).sentence).toContain('midfill.disabledGlobs');
  });

  test('what only the editor knows is said as probable', () => {
    expect(explain(facts(undefined)).certainty).toBe('probable');
    expect(explain(facts({ kind: 'shown', from: 'cache' })).certainty).toBe('probable');
    expect(explain(facts({ kind: 'shown', from: 'cache' }, { otherProviders: ['Tabby'] })).sentence).toContain('Tabby');
  });

  test('with the model resting, an empty engine says why the model rests and until when', () => {
    const { sentence } = explain(
      facts(
        { kind: 'nothing', reason: 'low-confidence' },
        { chosen: { provider: 'codestral', obstacle: { reason: 'rate-limited', until: '14:05' }, problem: undefined } },
      ),
    );
    expect(sentence).toBe(
      'The embedded engine was not sure enough here, and Codestral is not asked until 14:05: its rate limit was hit.',
    );
  });
});
