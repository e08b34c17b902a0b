import { describe, expect, test } from 'vitest';
import { isLoopback, openAiRoot, parseBaseUrl } from '../../../../src/core/providers/base-url.ts';
import type { ServiceId } from '../../../../src/core/providers/capabilities.ts';

function root(id: ServiceId, input: string): string {
  const parsed = parseBaseUrl(id, input);
  return parsed.kind === 'base-url' ? parsed.root : parsed.reason;
}

describe('a base URL', () => {
  test.each([
    ['https://api.mistral.ai'],
    ['https://api.mistral.ai/'],
    ['https://api.mistral.ai/v1'],
    ['https://api.mistral.ai/v1/'],
    ['https://api.mistral.ai/v1/fim/completions'],
    ['https://api.mistral.ai/v1/chat/completions?x=1'],
    ['api.mistral.ai'],
  ])('of Codestral may be %s', (input) => {
    expect(root('codestral', input)).toBe('https://api.mistral.ai');
  });

  test.each([
    ['https://api.deepseek.com'],
    ['https://api.deepseek.com/beta'],
    ['https://api.deepseek.com/beta/v1'],
    ['https://api.deepseek.com/v1'],
    ['https://api.deepseek.com/beta/completions'],
    ['https://api.deepseek.com/beta/beta'],
  ])('of DeepSeek may be %s', (input) => {
    expect(root('deepseek', input)).toBe('https://api.deepseek.com');
  });

  test.each([
    ['http://127.0.0.1:11434'],
    ['127.0.0.1:11434'],
    ['http://0.0.0.0:11434'],
    ['http://127.0.0.1:11434/api'],
    ['http://127.0.0.1:11434/api/generate'],
    ['http://127.0.0.1:11434/v1'],
  ])('of Ollama may be %s', (input) => {
    expect(root('ollama', input)).toBe('http://127.0.0.1:11434');
  });

  test.each([
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000/v1'],
    ['http://127.0.0.1:8000/v1/', 'http://127.0.0.1:8000/v1'],
    ['http://127.0.0.1:8000/v1/completions', 'http://127.0.0.1:8000/v1'],
    ['https://open.example/api/v3', 'https://open.example/api/v3'],
    ['https://open.example/api', 'https://open.example/api/v1'],
  ])('of an OpenAI-compatible server may be %s', (input, expected) => {
    expect(openAiRoot(root('openai-compatible', input))).toBe(expected);
  });

  test('keeps the path of a gateway', () => {
    expect(root('codestral', 'https://gateway.example/gw/mistral/v1')).toBe('https://gateway.example/gw/mistral');
  });

  test.each([
    ['', 'empty'],
    ['ftp://host', 'malformed'],
    ['http://user:word@127.0.0.1', 'malformed'],
    ['http://192.168.1.5:11434', 'insecure'],
    ['http://localhost.example.com', 'insecure'],
  ])('%j is refused as %s', (input, reason) => {
    expect(root('ollama', input)).toBe(reason);
  });

  test('without encryption is taken where that is allowed', () => {
    const parsed = parseBaseUrl('ollama', 'http://192.168.1.5:11434', { allowInsecure: true });
    expect(parsed).toMatchObject({ kind: 'base-url', destination: { locality: 'hosted' } });
  });
});

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['localhost', true],
  ['[::1]', true],
  ['127.0.0.1.example.com', false],
  ['10.0.0.1', false],
])('%s is this machine: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
