import { describe, expect, test } from 'vitest';
import type { NoRouteReason } from '../../../src/core/routing/route.ts';
import { type StatusFacts, statusView } from '../../../src/vscode/status-view.ts';
import { embedded, ollama, ready } from '../../support/status-facts.ts';

const formatTime = (): string => '14:05';

const view = (facts: Partial<StatusFacts>): ReturnType<typeof statusView> =>
  statusView({ ...ready, ...facts }, formatTime);

describe('the status', () => {
  test('names the model, its service and its time to first token', () => {
    expect(view({})).toEqual({
      text: '$(sparkle) qwen2.5-coder:1.5b 100 ms',
      tooltip: ['qwen2.5-coder:1.5b completes via Ollama, first text after 118 ms.'],
      label: 'Midfill, ready. qwen2.5-coder:1.5b completes via Ollama, first text after 118 ms.',
      isWarning: false,
    });
  });

  test('says why nothing is shown here', () => {
    expect(view({ explanation: 'The cursor is inside a word.' }).tooltip).toContain('The cursor is inside a word.');
  });

  test('sums up what became of suggestions, once there are a few', () => {
    const sentence = 'You took 3 of 7 suggestions in this window.';
    expect(view({ score: { taken: 3, judged: 7 } }).tooltip).toContain(sentence);
    expect(view({ score: { taken: 3, judged: 4 } }).tooltip.length).toBe(1);
  });

  test('says that a model is being loaded, and for how long', () => {
    const loading = { ...ollama, memory: { loadingForMs: 12_200 }, obstacle: { reason: 'loading' } } as const;
    const { text, tooltip, isWarning } = view({ providers: [loading, embedded], route: { kind: 'embedded' } });
    expect([text, isWarning]).toEqual(['$(loading~spin) Ollama: loading model (12 s)', false]);
    expect(tooltip).toEqual(['Embedded engine completes.', 'qwen2.5-coder:1.5b is being loaded (12 s).']);
    expect(view({ providers: [{ ...ollama, memory: { loadingForMs: 800 } }] }).tooltip.length).toBe(1);
  });

  test('says that a model lies partly off the graphics card', () => {
    const split = { ...ollama, memory: { offGpuShare: 0.4 } };
    expect(view({ providers: [split] }).tooltip).toContain(
      '40 % of qwen2.5-coder:1.5b did not fit the graphics card, so it is slow.',
    );
  });

  test('says until when a service is limited, and who answers instead', () => {
    const limited = {
      ...ollama,
      breaker: { kind: 'open', reason: 'rate-limited', until: 1, openings: 1 },
      obstacle: { reason: 'rate-limited', until: 1 },
    } as const;
    const { text, tooltip, isWarning } = view({ providers: [limited, embedded], route: { kind: 'embedded' } });
    expect([text, isWarning]).toEqual(['$(watch) Ollama: limited until 14:05', false]);
    expect(tooltip).toEqual(['Embedded engine completes.', 'Ollama is limited until 14:05.']);
  });

  test('says that a key was refused, which only the user can mend', () => {
    const held = {
      ...ollama,
      breaker: { kind: 'held', reason: 'key-refused', until: 'key' },
      obstacle: { reason: 'key-refused' },
      problem: 'Codestral refused the key (401).',
    } as const;
    const { text, tooltip, label, isWarning } = view({ providers: [held] });
    expect([text, isWarning]).toEqual(['$(warning) Ollama: key refused', true]);
    expect(label).toMatch(/^Midfill, key refused\./);
    expect(tooltip).toContain('Ollama is not asked until its key changes. Codestral refused the key (401).');
  });

  test('says that a model is one for another language, or slow, and who completes instead', () => {
    const slow = { ...ollama, obstacle: { reason: 'slow' } } as const;
    const route = { ...ready.route, provider: 'codestral', model: 'codestral-latest' } as const;
    expect(view({ providers: [slow], route }).tooltip).toEqual([
      'codestral-latest completes via Codestral.',
      'Ollama is not asked: its first text comes too late (midfill.latencyThresholdMs).',
    ]);
  });

  test('says what kept failing and is off', () => {
    const { tooltip, isWarning } = view({ partsOff: [{ part: 'context', until: 1 }] });
    expect(tooltip.join(' ')).toContain('see only the text around the cursor until 14:05');
    expect(isWarning).toBe(true);
  });

  test('says once what the explanation of the place says as well', () => {
    const slow = { ...ollama, obstacle: { reason: 'no-consent' } } as const;
    const [problem] = view({ providers: [slow] }).tooltip.slice(1);
    expect(problem).toContain('Ollama is not asked');
    const explanation = `The embedded engine was not sure enough here, and ${problem}`;
    expect(view({ providers: [slow], explanation }).tooltip.slice(1)).toEqual([explanation]);
  });

  test("says a provider's own words once, where the explanation quotes them", () => {
    const problem = 'Nothing answers at http://127.0.0.1:11434.';
    const breaker = { kind: 'half-open', reason: 'unreachable', openings: 1 } as const;
    const explanation = `The embedded engine was not sure enough here, and Ollama did not help: ${problem}`;
    const { text, tooltip } = view({ providers: [{ ...ollama, breaker, problem }], explanation });
    expect(text).toBe('$(debug-disconnect) Ollama: offline');
    expect(tooltip).toEqual(['Ollama will be tried again with the next request.', explanation]);
  });

  test('says what to do where no provider is left', () => {
    const refused = { ...ollama, obstacle: { reason: 'no-consent' } } as const;
    const { text, tooltip } = view({ providers: [refused], route: { kind: 'none', reason: 'no-consent' } });
    expect(text).toBe('$(lock) Ollama: needs your consent');
    expect(tooltip[0]).toBe(
      'Nothing can complete here right now: you have not agreed to send code from this workspace to it.',
    );
  });

  test('has a short state for every obstacle', () => {
    const reasons: readonly NoRouteReason[] = [
      ...(['unreachable', 'timeout', 'key-missing', 'payment-required', 'not-found', 'model-not-found'] as const),
      ...(['overloaded', 'server-error', 'unsupported', 'not-configured', 'paused-by-budget', 'licence'] as const),
      ...(['held-back-language', 'weak-language', 'remote-off', 'ignored-file', 'rules-loading'] as const),
    ];
    const texts = reasons.map((reason) => view({ providers: [{ ...ollama, obstacle: { reason, until: 1 } }] }).text);
    expect(texts.filter((text) => !/^\$\([\w~-]+\) Ollama: [a-z][\w: ]{3,24}$/.test(text))).toEqual([]);
  });

  test.each([
    [{ kind: 'off' }, 'turned off'],
    [{ kind: 'language-off', languageId: 'markdown' }, 'off for markdown'],
    [{ kind: 'snoozed', until: 1 }, 'until 14:05'],
    [{ kind: 'waiting', otherProvider: 'GitHub Copilot' }, 'GitHub Copilot completes here already'],
    [{ kind: 'inline-suggestions-off' }, 'editor.inlineSuggest.enabled'],
  ] as const)('says of %j that it is %s, without alarm', (presence, words) => {
    const { label, isWarning } = view({ presence });
    expect(label).toContain(words);
    expect(isWarning).toBe(false);
  });
});
