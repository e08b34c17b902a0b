import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Destination } from '../../src/core/privacy/sendable-prompt.ts';
import type { PromptDraft } from '../../src/core/prompt.ts';
import type { CompletionProvider, CompletionRequest } from '../../src/core/providers/provider.ts';

const root = path.resolve(import.meta.dirname, '../../src');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(path.join(root, name), 'utf8') }));

const filesWith = (pattern: RegExp): readonly string[] =>
  sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

/**
 * What the compiler has to refuse, or `npm run check:types` fails on an expectation that was not met. Never called.
 */
export function askWithoutTheGate(provider: CompletionProvider, draft: PromptDraft, destination: Destination): void {
  const rest = { maxTokens: 1, temperature: 0, stop: [], firstTokenTimeoutMs: 1 };
  const { signal } = new AbortController();
  // @ts-expect-error -- a draft is no prompt that may be sent
  provider.complete({ ...rest, prompt: draft }, signal);
  // @ts-expect-error -- nor is one that says where it would go
  provider.complete({ ...rest, prompt: { ...draft, destination } }, signal);
  // @ts-expect-error -- nor is a request without one a request
  const request: CompletionRequest = { ...rest, prompt: undefined };
  void request;
}

describe('no provider is reached without the privacy gate:', () => {
  test('only the folder of the gate makes what providers accept', () => {
    expect(filesWith(/\bas\s+SendablePrompt\b|Branded<[^>]*'SendablePrompt'/).toSorted()).toEqual([
      'core/privacy/canary-prompt.ts',
      'core/privacy/gate.ts',
      'core/privacy/sendable-prompt.ts',
    ]);
  });

  test('in the core only providers and the sender of signals use the network', () => {
    expect(filesWith(/\btransport\s*\.\s*send\b/).toSorted()).toEqual([
      'core/providers/fetch-json.ts',
      'core/providers/http-stream.ts',
      'core/telemetry/signal-sender.ts',
    ]);
  });

  test('beside the core only the transport does', () => {
    const network = /from '(undici|(node:)?(https?|http2|net|tls|dgram))'|\bfetch\(|\bWebSocket\b|XMLHttpRequest/;
    expect(filesWith(network).filter((name) => !name.startsWith('node/transport/'))).toEqual([]);
  });

  test('a prompt of our own that tries services holds nothing of anybody', () => {
    const canary = sources.find(({ name }) => name === 'core/privacy/canary-prompt.ts')?.text ?? '';
    // Its one parameter says where it goes.
    expect(canary).toMatch(/export function canaryPrompt\(destination: Destination\): SendablePrompt/);
  });
});
