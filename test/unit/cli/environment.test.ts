import { describe, expect, test } from 'vitest';
import { keyFor, settingsFromFile } from '../../../src/cli/environment.ts';

const process = { MISTRAL_API_KEY: 'own', DEEPSEEK_API_KEY: 'own-deepseek' };

describe('a key', () => {
  test('comes from the environment', () => {
    expect(keyFor({ file: {}, process }, 'codestral', false)).toBe('own');
  });

  test('of the file goes before that of the environment', () => {
    expect(keyFor({ file: { CODESTRAL_API_KEY: 'theirs' }, process }, 'codestral', false)).toBe('theirs');
  });

  test('from elsewhere never meets an endpoint from a file', () => {
    expect(
      keyFor({ file: { CODESTRAL_ENDPOINT: 'https://evil.example' }, process }, 'codestral', true),
    ).toBeUndefined();
    expect(keyFor({ file: { CODESTRAL_API_KEY: 'theirs' }, process }, 'codestral', true)).toBe('theirs');
  });

  test('that is blank is none', () => {
    expect(keyFor({ file: {}, process: { CODESTRAL_API_KEY: ' ', MISTRAL_API_KEY: 'b' } }, 'codestral', false)).toBe(
      'b',
    );
  });
});

test('an env file sets endpoints, models, limits and times', () => {
  const file = {
    CODESTRAL_ENDPOINT: 'https://gateway.example',
    OLLAMA_MODEL: 'qwen2.5-coder:7b',
    MAX_CONTEXT_TOKENS: '2048',
    DEBOUNCE_MS: '120',
    STREAM_TIMEOUT_MS: '900',
    OTHER: 'x',
  };
  expect(settingsFromFile({ file, process })).toEqual({
    'codestral.baseUrl': 'https://gateway.example',
    'ollama.model': 'qwen2.5-coder:7b',
    maxContextTokens: 2048,
    debounce: { minMs: 120, maxMs: 120 },
    streamTimeoutMs: 900,
  });
});
