import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServiceId } from '../../../../src/core/providers/capabilities.ts';
import type { CompletionProvider } from '../../../../src/core/providers/provider.ts';
import { createProvider, isNotConfigured, settingNames } from '../../../../src/core/providers/registry.ts';
import { readSettings } from '../../../../src/core/settings.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { type FakeAnswer, answerByPath } from '../../../support/fake-http.ts';
import { fakeMistral } from '../../../support/fake-mistral.ts';
import { collect, failureOf, requestAt, snippet } from '../../../support/requests.ts';

const sse = { 'content-type': 'text/event-stream' };

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
  host.mistral = fakeMistral;
});

afterEach(() => {
  if (host.clock.pendingTimers > 0) throw new Error('A timer is left.');
});

function provider(id: ServiceId, model: string, baseUrl = 'http://127.0.0.1:9'): CompletionProvider {
  const values: Record<string, unknown> = {
    [`${settingNames[id]}.baseUrl`]: baseUrl,
    [`${settingNames[id]}.model`]: model,
  };
  const made = createProvider(
    host,
    id,
    readSettings((key) => values[key]),
    { key: 'sk-test' },
  );
  if (isNotConfigured(made)) throw new Error(made.message);
  return made;
}

function events(...data: readonly (object | string)[]): FakeAnswer {
  return {
    headers: sse,
    body: data.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`),
  };
}

function lastBody(): Record<string, unknown> {
  return JSON.parse(host.requests.at(-1)?.body ?? '{}') as Record<string, unknown>;
}

const never = new AbortController().signal;

describe('Codestral', () => {
  const stream = events(
    { model: 'codestral-2508', choices: [{ delta: { content: 'a, ' }, finish_reason: null }] },
    { model: 'codestral-2508', choices: [{ delta: { content: 'b' }, finish_reason: 'stop' }] },
    '[DONE]',
  );

  test('gets plain prompt and suffix, even where they hold markers', async () => {
    host.respond = answerByPath({ '/v1/fim/completions': stream });
    const { text, end } = await collect(
      provider('codestral', 'codestral-latest').complete(requestAt('[PREFIX](█)'), never),
    );
    expect(text).toBe('a, b');
    expect(end).toMatchObject({ reason: 'stop', modelVersion: 'codestral-2508', protocol: 'h1' });
    expect(lastBody()).toMatchObject({ prompt: '[PREFIX](', suffix: ')', stop: [] });
  });

  test('gets other files below headers, with the stop that keeps it from starting one', async () => {
    host.respond = answerByPath({ '/v1/fim/completions': stream });
    const request = requestAt('f(█)', { draft: { snippets: [snippet('a.py', 'A = 1')] }, cacheKey: 'k' });
    await collect(provider('codestral', 'codestral-latest').complete(request, never));
    expect(lastBody()).toMatchObject({
      prompt: '+++++ a.py \nA = 1\n\n+++++ src/main.py\nf(',
      stop: ['\n+++++ '],
      promptCacheKey: 'k',
    });
  });

  test('is truncated without [DONE]', async () => {
    host.respond = answerByPath({ '/v1/fim/completions': { ...stream, body: stream.body?.slice(0, 2) ?? [] } });
    const { end } = await collect(provider('codestral', 'codestral-latest').complete(requestAt('█'), never));
    expect(end?.reason).toBe('truncated');
  });

  test('that names an error in the stream fails with it', async () => {
    host.respond = answerByPath({
      '/v1/fim/completions': { headers: sse, body: ['event: error\ndata: {"message":"boom"}\n\n'] },
    });
    const failure = await failureOf(collect(provider('codestral', 'codestral-latest').complete(requestAt('█'), never)));
    expect(failure).toMatchObject({ kind: 'server-error' });
    expect(failure.message).toContain('boom');
  });
});

describe('DeepSeek', () => {
  test('gets prompt and suffix at /beta/completions, and its usage is read', async () => {
    host.respond = answerByPath({
      '/beta/completions': events(
        { model: 'deepseek-flash', choices: [{ text: '', finish_reason: null }] },
        { model: 'deepseek-flash', choices: [{ text: 'a + b', finish_reason: 'stop' }] },
        { choices: [], usage: { prompt_tokens: 12, completion_tokens: 4, prompt_cache_hit_tokens: 8 } },
        '[DONE]',
      ),
    });
    const { text, end } = await collect(
      provider('deepseek', 'deepseek-flash', 'http://127.0.0.1:9/beta').complete(
        requestAt('(█)', { maxTokens: 9000 }),
        never,
      ),
    );
    expect(text).toBe('a + b');
    expect(end?.usage).toEqual({ promptTokens: 12, completionTokens: 4, cachedPromptTokens: 8 });
    expect(lastBody()).toMatchObject({
      prompt: '(',
      suffix: ')',
      max_tokens: 4096,
      stream_options: { include_usage: true },
    });
  });

  test('without balance says so', async () => {
    host.respond = answerByPath({
      '/beta/completions': { status: 402, body: ['{"error":{"message":"Insufficient Balance"}}'] },
    });
    const failure = failureOf(collect(provider('deepseek', 'deepseek-flash').complete(requestAt('█'), never)));
    expect(await failure).toMatchObject({ kind: 'payment-required', isRetryable: false });
  });

  test('under load is retryable after the time it names', async () => {
    host.respond = answerByPath({ '/beta/completions': { status: 429, headers: { 'retry-after': '7' } } });
    const failure = failureOf(collect(provider('deepseek', 'deepseek-flash').complete(requestAt('█'), never)));
    expect(await failure).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7000 });
  });

  test('that answers with a web page is told apart from one that fails', async () => {
    host.respond = answerByPath({
      '/beta/completions': { headers: { 'content-type': 'text/html' }, body: ['<html>'] },
    });
    const failure = await failureOf(collect(provider('deepseek', 'deepseek-flash').complete(requestAt('█'), never)));
    expect(failure.message).toContain('web page');
  });
});

describe('an OpenAI-compatible server', () => {
  const stream = events(
    { model: 'm', choices: [{ text: 'x', finish_reason: 'stop', logprobs: { token_logprobs: [0] } }] },
    '[DONE]',
  );

  test('gets a rendered template, no suffix, and four stops at most', async () => {
    host.respond = answerByPath({ '/v1/completions': stream });
    const qwen = provider('openai-compatible', 'Qwen/Qwen2.5-Coder-7B');
    const { text, end } = await collect(qwen.complete(requestAt('(█)', { stop: ['\n\n'] }), never));
    expect(text).toBe('x');
    expect(end?.confidence).toBe(1);
    expect(lastBody()['prompt']).toBe('<|fim_prefix|>(<|fim_suffix|>)<|fim_middle|>');
    expect(lastBody()).not.toHaveProperty('suffix');
    expect(lastBody()['stop']).toHaveLength(4);
  });

  test('is asked whether it takes a suffix where the model is unknown', async () => {
    host.respond = answerByPath({
      '/v1/completions': (body) =>
        body['stream'] === true
          ? stream
          : { body: [JSON.stringify({ usage: { prompt_tokens: String(body['suffix']).length } })] },
    });
    const { text } = await collect(provider('openai-compatible', 'house-model').complete(requestAt('(█)'), never));
    expect(text).toBe('x');
    expect(lastBody()).toMatchObject({ prompt: '(', suffix: ')' });
  });

  test.each([
    ['ignores it', { body: [JSON.stringify({ usage: { prompt_tokens: 7 } })] }],
    ['refuses it', { status: 400, body: ['{"error":{"message":"suffix is not currently supported"}}'] }],
  ])('that %s is not used for an unknown model', async (_what, answer) => {
    host.respond = answerByPath({ '/v1/completions': answer });
    const failure = failureOf(collect(provider('openai-compatible', 'house-model').complete(requestAt('█'), never)));
    expect(await failure).toMatchObject({ kind: 'unsupported' });
  });
});

describe('llama.cpp', () => {
  const props = {
    body: ['{"model_path":"/m/qwen2.5-coder-1.5b.gguf","total_slots":1,"default_generation_settings":{"n_ctx":8192}}'],
  };
  const timings = { cache_n: 5, prompt_n: 4, prompt_ms: 8 };
  const stream = events(
    { content: 'a', stop: false },
    { content: '', stop: true, stop_type: 'limit', tokens_evaluated: 9, tokens_predicted: 1, timings },
  );

  test('gets the line of the cursor apart, other files, a slot and a time limit', async () => {
    host.respond = answerByPath({ '/props': props, '/infill': stream });
    const request = requestAt('a\nb█c\nd', { draft: { snippets: [snippet('a.py', 'A = 1')] } });
    const llama = provider('llamacpp', '');
    const { text, end } = await collect(llama.complete(request, never));
    expect(text).toBe('a');
    expect(end).toMatchObject({
      reason: 'length',
      usage: { promptTokens: 9, completionTokens: 1, cachedPromptTokens: 5 },
      promptReading: { tokens: 4, ms: 8 },
    });
    expect(lastBody()).toMatchObject({
      input_prefix: 'a\n',
      prompt: 'b',
      input_suffix: 'c\nd',
      input_extra: [{ filename: 'a.py', text: 'A = 1' }],
      id_slot: 0,
      t_max_predict_ms: 3000,
    });
    expect(llama.model).toBe('qwen2.5-coder-1.5b.gguf');
    expect(llama.limits?.(128)).toEqual({
      contextTokens: 8192,
      slots: 1,
      prefixTokens: 1536,
      suffixTokens: 500,
      snippetTokens: 8192 - 2048 - 2 * 128,
    });
  });

  test('without FIM tokens gets the rendered template', async () => {
    const refusal = { status: 501, body: ['{"error":{"code":501,"message":"Infill is not supported by this model"}}'] };
    host.respond = answerByPath({ '/props': props, '/infill': refusal, '/completion': stream });
    const llama = provider('llamacpp', 'codestral-22b');
    await collect(llama.complete(requestAt('(█)'), never));
    expect(lastBody()['prompt']).toBe('[SUFFIX])[PREFIX](');
    await collect(llama.complete(requestAt('(█)'), never));
    expect(host.requests.filter(({ url }) => url.endsWith('/infill'))).toHaveLength(1);
  });

  test('that fails in the middle of a stream keeps what came', async () => {
    const broken = {
      headers: sse,
      body: ['data: {"content":"a","stop":false}\n\n', 'error: {"code":500,"message":"x"}\n\n'],
    };
    host.respond = answerByPath({ '/props': props, '/infill': broken });
    const { text, end } = await collect(provider('llamacpp', '').complete(requestAt('█'), never));
    expect([text, end?.reason]).toEqual(['a', 'truncated']);
  });

  test('that quotes the prompt in its error is not quoted', async () => {
    const quoting = { headers: sse, body: ['data: {"error":{"message":"can not read: token = load_token()"}}\n\n'] };
    host.respond = answerByPath({ '/props': props, '/infill': quoting });
    const request = requestAt('token = load_token()\n█');
    const failure = await failureOf(collect(provider('llamacpp', '').complete(request, never)));
    expect(failure.message).not.toContain('load_token');
  });

  test('that is still loading is busy, not broken', async () => {
    host.respond = answerByPath({
      '/props': { status: 503, body: ['{"error":{"code":503,"message":"Loading model"}}'] },
    });
    const failure = await failureOf(collect(provider('llamacpp', '').complete(requestAt('█'), never)));
    expect(failure).toMatchObject({ kind: 'overloaded', isRetryable: true });
    expect(failure.message).toContain('Loading model');
  });
});

describe('the registry', () => {
  test.each([
    ['ollama', {}, 'model'],
    ['openai-compatible', {}, 'base-url'],
    ['codestral', {}, 'key'],
    ['ollama', { 'ollama.baseUrl': 'http://10.0.0.9:11434', 'ollama.model': 'qwen2.5-coder' }, 'insecure-url'],
  ] as const)('says what %s lacks', (id, values: Readonly<Record<string, unknown>>, reason) => {
    expect(
      createProvider(
        host,
        id,
        readSettings((key) => values[key]),
      ),
    ).toMatchObject({ kind: 'not-configured', reason });
  });
});
