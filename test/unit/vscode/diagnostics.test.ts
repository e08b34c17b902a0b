import { expect, test } from 'vitest';
import { readSettings } from '../../../src/core/settings.ts';
import { diagnosticsText } from '../../../src/vscode/diagnostics.ts';

test('diagnostics name no address, model or path', () => {
  const set: Readonly<Record<string, unknown>> = {
    'openaiCompatible.baseUrl': 'https://models.secret-project.example',
    'ollama.model': 'secret-project-7b',
    'telemetry.endpoint': 'https://signals.secret-project.example',
    disabledGlobs: ['secret-project/**'],
    prices: { 'secret-project-7b': { input: 1, cachedInput: 1, output: 1 } },
  };
  const text = diagnosticsText({
    versions: { vscode: '1.139.1' },
    presence: 'on',
    settings: readSettings((key) => set[key]),
    providers: [
      {
        id: 'ollama',
        model: 'secret-project-7b',
        breaker: { kind: 'closed' },
        health: {
          ttftMs: 100,
          errorRate: 0,
          requests: 1,
          tokensPerSecond: undefined,
          promptTokensPerSecond: undefined,
        },
        activeRequests: 0,
        memory: undefined,
        obstacle: { reason: 'model-not-found' },
        problem: 'secret-project-7b is not there.',
      },
    ],
    tokenEstimates: [
      {
        model: 'secret-project-7b',
        languageId: 'python',
        charactersPerToken: 3.512,
        relativeError: 0.0312,
        observations: 9,
      },
    ],
    decisions: [],
    logLines: ['a line'],
  });
  expect(text).not.toContain('secret-project');
  expect(text).toContain('model 1, python: 3.51 characters a token by 9 reports, estimates off by 3.1 % lately');
  expect(text).toContain('midfill.ollama.model: set');
  expect(text).toContain('midfill.maxTokens: 128');
  expect(text).toContain('a line');
});
