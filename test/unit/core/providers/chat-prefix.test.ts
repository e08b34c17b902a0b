import { beforeEach, describe, expect, test } from 'vitest';
import { parseBaseUrl } from '../../../../src/core/providers/base-url.ts';
import type { ServiceId } from '../../../../src/core/providers/capabilities.ts';
import {
  type ChatMessage,
  type ChatPrefixResult,
  completeChatPrefix,
} from '../../../../src/core/providers/chat-prefix.ts';
import { completeOnce, textOf } from '../../../../src/core/providers/complete-once.ts';
import { ProviderError } from '../../../../src/core/providers/errors.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { type FakeAnswer, answerByPath } from '../../../support/fake-http.ts';
import { requestAt } from '../../../support/requests.ts';
import { ScriptedProvider } from '../../../support/scripted-provider.ts';

const never = new AbortController().signal;
const chat: readonly ChatMessage[] = [
  { role: 'user', content: 'A function that adds.' },
  { role: 'assistant', content: 'def add(' },
];

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
});

/** What the service streams, whatever it is asked. */
function streams(...texts: readonly string[]): void {
  const events = texts.map((content, index) => ({
    choices: [{ index: 0, delta: { content }, finish_reason: index === texts.length - 1 ? 'stop' : null }],
  }));
  const body = [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n'];
  const answer: FakeAnswer = { headers: { 'content-type': 'text/event-stream' }, body };
  host.respond = answerByPath({ '/v1/chat/completions': answer, '/beta/chat/completions': answer });
}

function complete(id: ServiceId, messages: readonly ChatMessage[] = chat): Promise<ChatPrefixResult> {
  const baseUrl = parseBaseUrl(id, 'http://127.0.0.1:9');
  if (baseUrl.kind !== 'base-url') throw new Error(baseUrl.message);
  const request = { messages, maxTokens: 20, temperature: 0, stop: [], firstTokenTimeoutMs: 1000 };
  return completeChatPrefix(id, { host, baseUrl, model: 'any', key: 'sk-test' }, request, never);
}

describe('an answer that goes on with a prefix', () => {
  test('has the prefix once where the service repeats it', async () => {
    streams('def ', 'add(', 'a, b)');
    expect(await complete('codestral')).toMatchObject({
      kind: 'success',
      text: 'def add(a, b)',
      continuation: 'a, b)',
    });
  });

  test('has the prefix once where the service does not repeat it', async () => {
    streams('a, ', 'b)');
    expect(await complete('deepseek')).toMatchObject({ kind: 'success', text: 'def add(a, b)', continuation: 'a, b)' });
  });

  test('loses nothing where the service should repeat it and does not', async () => {
    streams('d', 'ata)');
    expect(await complete('codestral')).toMatchObject({ text: 'def add(data)' });
  });

  test('may start like the prefix where the service does not repeat it', async () => {
    streams('def add(');
    expect(await complete('deepseek')).toMatchObject({ text: 'def add(def add(' });
  });

  test('is asked for by the last message, without thinking', async () => {
    streams('a');
    await complete('deepseek');
    expect(JSON.parse(host.requests[0]?.body ?? '')).toMatchObject({
      messages: [chat[0], { ...chat[1], prefix: true }],
      thinking: { type: 'disabled' },
    });
  });

  test('is the last message of the chat', async () => {
    streams('a, b)');
    const result = await complete('deepseek');
    expect(result.kind === 'success' && result.messages).toEqual([
      chat[0],
      { role: 'assistant', content: 'def add(a, b)' },
    ]);
  });
});

describe('a chat is refused before anything is sent', () => {
  test.each<[string, ServiceId, readonly ChatMessage[]]>([
    ['that is empty', 'deepseek', []],
    ["whose last message is the user's", 'deepseek', chat.slice(0, 1)],
    ['whose answer was not begun', 'deepseek', [{ role: 'assistant', content: '' }]],
    ['to a service that cannot do it', 'ollama', chat],
  ])('%s', async (_, id, messages) => {
    expect(await complete(id, messages)).toMatchObject({ kind: 'call-error' });
    expect(host.requests).toEqual([]);
  });
});

describe('the text of a result', () => {
  const provider = new ScriptedProvider('ollama', 'local');

  test('is what came', async () => {
    provider.script = { kind: 'answer', text: ['a', 'b'] };
    expect(textOf(await completeOnce(provider, requestAt('█'), never))).toBe('ab');
  });

  test('is empty where the server answered otherwise', async () => {
    provider.script = { kind: 'fail', error: new ProviderError('overloaded', 'Busy.', { status: 503 }) };
    const result = await completeOnce(provider, requestAt('█'), never);
    expect([result.kind, textOf(result)]).toEqual(['failure', '']);
  });

  test('is empty where no answer came', async () => {
    provider.script = { kind: 'fail', error: new ProviderError('unreachable', 'Nobody is there.') };
    const result = await completeOnce(provider, requestAt('█'), never);
    expect([result.kind, textOf(result)]).toEqual(['call-error', '']);
  });
});
