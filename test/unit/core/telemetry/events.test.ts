import { describe, expect, test } from 'vitest';
import type { EndedSuggestion } from '../../../../src/core/telemetry/endings.ts';
import { toSignal } from '../../../../src/core/telemetry/signals.ts';
import { summarize } from '../../../../src/core/telemetry/summary.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const source = 'const password = "hunter2"';

const ended = (changes: Readonly<Record<string, unknown>> = {}): EndedSuggestion =>
  ({
    suggestion: {
      suggestionId: 'cd34',
      requestId: 'ab12',
      kind: 'accepted',
      at: 0,
      uri: 'file:///home/jo/secret/a.ts',
      text: source,
      languageId: 'typescript',
      provider: 'ollama',
      modelVersion: 'qwen2.5-coder:1.5b',
      origin: 'model',
      contextSources: ['open-tabs', 'open-tabs'],
      ttftMs: 1,
      characters: source.length,
      shownCharacters: source.length,
      visibleMs: 900,
      offset: source.length,
      ...changes,
    },
    ending: 'accepted',
    acceptedText: source,
    typedCharacters: 0,
    acceptedRange: { start: 0, end: source.length },
  }) as unknown as EndedSuggestion;

const signal = (changes?: Readonly<Record<string, unknown>>, modelVersion = 'qwen2.5-coder:1.5b') =>
  toSignal(ended(changes), 'accept', { clock: new FakeClock(), eventId: 'ff', afterMs: 900, modelVersion });

describe('signal events', () => {
  test('an acceptance says how much, how soon and by what, and nothing of the text', () => {
    expect(signal()).toEqual({
      event_id: 'ff',
      request_id: 'ab12',
      action: 'accept',
      accepted_tokens: 7,
      time_to_action_ms: 900,
      timestamp: '2026-11-20T09:00:00.000Z',
      language: 'typescript',
      provider: 'ollama',
      model_version: 'qwen2.5-coder:1.5b',
      shown_tokens: 7,
      origin: 'model',
      context_sources: ['open-tabs'],
    });
  });

  test('a value that could carry text or a path makes no event at all', () => {
    for (const hostile of ['/home/jo/model.gguf', source, 'a b', 'x\ny', 'x'.repeat(81)]) {
      expect(signal({}, hostile)).toBeUndefined();
      expect(signal({ languageId: hostile })).toBeUndefined();
    }
  });
});

describe('summary of statistics', () => {
  test('acceptance counts only what the user judged', () => {
    const line = (ending: EndedSuggestion['ending'], language: string) => ({
      kind: 'ended' as const,
      at: 0,
      ending,
      language,
      provider: 'ollama' as const,
      model: 'm',
      version: null,
      origin: 'model' as const,
      visibleMs: 1,
      ttftMs: null,
      shownCharacters: 10,
      acceptedCharacters: ending === 'accepted' ? 10 : 0,
      sources: ['open-tabs' as const],
    });
    const summary = summarize([
      line('accepted', 'go'),
      line('rejected', 'go'),
      line('superseded', 'go'),
      line('typed', 'rust'),
    ]);
    expect(summary.total).toMatchObject({ shown: 4, accepted: 1, rejected: 1, acceptanceRate: 0.5 });
    expect(summary.byLanguage.map(({ name, acceptanceRate }) => [name, acceptanceRate])).toEqual([
      ['go', 0.5],
      ['rust', undefined],
    ]);
    expect(summary.bySource).toMatchObject([{ name: 'open-tabs', shown: 4 }]);
  });
});
