import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseBaseUrl } from '../../../../src/core/providers/base-url.ts';
import { OllamaProvider } from '../../../../src/core/providers/ollama.ts';
import { settle } from '../../../support/fake-clock.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { type FakeAnswer, answer, answerByPath, transportError } from '../../../support/fake-http.ts';
import { collect, failureOf, requestAt, snippet } from '../../../support/requests.ts';

const ndjson = { 'content-type': 'application/x-ndjson' };
const done = `{"model":"m","response":"","done":true,"done_reason":"stop","prompt_eval_count":12,"prompt_eval_duration":24000000,"eval_count":2}\n`;
const showWithInsert: FakeAnswer = { body: ['{"capabilities":["completion","insert"],"model_info":{}}'] };
const showWithout: FakeAnswer = { body: ['{"capabilities":["completion"],"model_info":{}}'] };

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
});

afterEach(() => {
  if (host.clock.pendingTimers > 0) throw new Error('A timer is left.');
});

function provider(model = 'qwen2.5-coder:1.5b-base'): OllamaProvider {
  const baseUrl = parseBaseUrl('ollama', 'http://127.0.0.1:11434');
  if (baseUrl.kind !== 'base-url') throw new Error(baseUrl.message);
  return new OllamaProvider({ host, baseUrl, model });
}

/** Answers completions with `stream`, and preloads, which have no prompt, at once. */
function serve(stream: FakeAnswer, show: FakeAnswer = showWithInsert): void {
  host.respond = answerByPath({
    '/api/show': show,
    '/api/generate': (body) =>
      body['prompt'] === undefined
        ? { body: ['{"model":"m","response":"","done":true,"done_reason":"load"}'] }
        : { headers: ndjson, ...stream },
  });
}

function lastBody(): Record<string, unknown> {
  return JSON.parse(host.requests.at(-1)?.body ?? '{}') as Record<string, unknown>;
}

function line(text: string): string {
  return `${JSON.stringify({ model: 'm', response: text, done: false })}\n`;
}

describe('the request', () => {
  test('carries the suffix where the model takes one, with thinking and truncation off', async () => {
    serve({ body: [line('a, b'), done] });
    const { text, end } = await collect(provider().complete(requestAt('def f(█):'), new AbortController().signal));
    expect(text).toBe('a, b');
    expect(end).toMatchObject({
      reason: 'stop',
      usage: { promptTokens: 12, completionTokens: 2 },
      promptReading: { tokens: 12, ms: 24 },
    });
    expect(lastBody()).toMatchObject({ prompt: 'def f(', suffix: '):', think: false, truncate: false });
    expect(lastBody()).not.toHaveProperty('raw');
  });

  test('carries a rendered template and no suffix where the model takes none', async () => {
    serve({ body: [line('x'), done] }, showWithout);
    await collect(provider().complete(requestAt('def f(█):'), new AbortController().signal));
    expect(lastBody()).toMatchObject({ prompt: '<|fim_prefix|>def f(<|fim_suffix|>):<|fim_middle|>', raw: true });
    expect(lastBody()).not.toHaveProperty('suffix');
  });

  test('renders the repository form where there are other files', async () => {
    serve({ body: [line('x'), done] });
    const request = requestAt('def f(█):', { draft: { snippets: [snippet('a.py', 'A = 1')] } });
    await collect(provider().complete(request, new AbortController().signal));
    expect(lastBody()['prompt']).toBe(
      '<|repo_name|>shop\n<|file_sep|>a.py\nA = 1\n<|file_sep|>src/main.py\n' +
        '<|fim_prefix|>def f(<|fim_suffix|>):<|fim_middle|>',
    );
  });

  test('sends the same runner options whatever is asked', async () => {
    serve({ body: [line('x'), done] });
    const ollama = provider();
    await collect(ollama.complete(requestAt('a█'), new AbortController().signal));
    await collect(ollama.complete(requestAt('b█', { maxTokens: 8 }), new AbortController().signal));
    expect(Object.keys(lastBody()['options'] as object).sort()).toEqual(['num_predict', 'stop', 'temperature']);
  });

  test('of an unknown model without the capability says what to choose', async () => {
    serve({}, showWithout);
    await expect(
      collect(provider('llama3:8b').complete(requestAt('a█'), new AbortController().signal)),
    ).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('qwen2.5-coder') as string,
    });
  });
});

describe('the end', () => {
  test('without done:true is truncated, with the text so far', async () => {
    serve({ body: [line('for '), line('i')] });
    const { text, end } = await collect(provider().complete(requestAt('█'), new AbortController().signal));
    expect(text).toBe('for i');
    expect(end?.reason).toBe('truncated');
  });

  test('is an error where an error line comes first, under status 200', async () => {
    serve({ body: ['{"error":"llama runner process has terminated"}\n'] });
    await expect(collect(provider().complete(requestAt('█'), new AbortController().signal))).rejects.toMatchObject({
      kind: 'server-error',
      isRetryable: true,
    });
  });

  test('is truncated where an error line comes after text', async () => {
    serve({ body: [line('for'), '{"error":"out of memory"}\n'] });
    const { text, end } = await collect(provider().complete(requestAt('█'), new AbortController().signal));
    expect(text).toBe('for');
    expect(end?.reason).toBe('truncated');
  });

  test('is length where the server says so', async () => {
    serve({ body: [line('a'), done.replace('"stop"', '"length"')] });
    const { end } = await collect(provider().complete(requestAt('█'), new AbortController().signal));
    expect(end?.reason).toBe('length');
  });

  test('carries the mean probability where the server gives one', async () => {
    serve({
      body: [
        `{"response":"a","done":false,"logprobs":[{"token":"a","logprob":0},{"token":"b","logprob":-0.6931472}]}\n`,
        done,
      ],
    });
    const { end } = await collect(provider().complete(requestAt('█'), new AbortController().signal));
    expect(end?.confidence).toBeCloseTo(0.75);
  });

  test('is stop where the model runs into a marker, however it is cut', async () => {
    serve({ body: [line('a = 1<|fi'), line('le_sep|>other.py'), done] });
    const { text, end } = await collect(provider().complete(requestAt('█'), new AbortController().signal));
    expect(text).toBe('a = 1');
    expect(end?.reason).toBe('stop');
  });

  test('leaves out the cursor marker that Qwen writes', async () => {
    serve({ body: [line('a<|cur'), line('sor|>b'), done] });
    const { text } = await collect(provider().complete(requestAt('█'), new AbortController().signal));
    expect(text).toBe('ab');
  });
});

describe('the model', () => {
  test('is known by its digest and its context once it is loaded', async () => {
    serve({ body: [line('x'), done] });
    const { respond } = host;
    const running = { name: 'qwen2.5-coder:1.5b-base', context_length: 8192, digest: 'sha256:0123456789abcdef' };
    host.respond = (request, signal) =>
      request.url.endsWith('/api/ps')
        ? Promise.resolve(answer({ body: [JSON.stringify({ models: [running] })] }, signal))
        : respond(request, signal);
    const ollama = provider();
    const { end } = await collect(ollama.complete(requestAt('█'), new AbortController().signal));
    expect(end?.modelVersion).toBe('qwen2.5-coder:1.5b-base@0123456789ab');
    expect(ollama.limits()).toEqual({ contextTokens: 8192 });
  });
});

describe('failures', () => {
  test('of a model that is not there name the command that brings it', async () => {
    serve({ status: 404, body: [`{"error":"model 'qwen' not found"}`] });
    await expect(collect(provider().complete(requestAt('█'), new AbortController().signal))).rejects.toMatchObject({
      kind: 'model-not-found',
      message: expect.stringContaining('ollama pull qwen2.5-coder:1.5b-base') as string,
    });
  });

  test('of a full queue are retryable', async () => {
    const error = '{"error":"server busy, please try again.  maximum pending requests exceeded"}';
    serve({ status: 503, body: [error] });
    await expect(collect(provider().complete(requestAt('█'), new AbortController().signal))).rejects.toMatchObject({
      kind: 'overloaded',
      isRetryable: true,
    });
  });

  test('of a server that does not run say how to start it', async () => {
    host.respond = () => Promise.reject(transportError('refused', 'ECONNREFUSED'));
    await expect(collect(provider().complete(requestAt('█'), new AbortController().signal))).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ollama serve') as string,
    });
  });
});

describe('loading', () => {
  test('goes on when the request that waited for it is aborted', async () => {
    const signals: AbortSignal[] = [];
    host.respond = (request, signal) => {
      if (request.url.endsWith('/api/show')) return Promise.resolve(answer(showWithInsert, signal));
      signals.push(signal);
      return new Promise(() => {});
    };
    const controller = new AbortController();
    const result = collect(provider().complete(requestAt('█'), controller.signal));
    await settle();
    controller.abort();
    expect((await result).end?.reason).toBe('cancelled');
    expect(signals).toHaveLength(1);
    expect(signals[0]?.aborted).toBe(false);
  });

  test('that takes longer than the deadline is told apart from a slow answer', async () => {
    host.respond = (request, signal) =>
      request.url.endsWith('/api/show') ? Promise.resolve(answer(showWithInsert, signal)) : new Promise(() => {});
    const result = collect(provider().complete(requestAt('█'), new AbortController().signal));
    const failure = failureOf(result);
    await host.clock.advance(2000);
    expect(await failure).toMatchObject({ kind: 'overloaded', isRetryable: true });
    expect((await failure).message).toContain('loading');
  });

  test('is asked for once in a while, not before each request', async () => {
    serve({ body: [line('x'), done] });
    const ollama = provider();
    for (let count = 0; count < 3; count += 1) {
      await collect(ollama.complete(requestAt('█'), new AbortController().signal));
    }
    const preloads = host.requests.filter(
      ({ body }) => body?.includes('"keep_alive"') === true && !body.includes('"prompt"'),
    );
    expect(preloads).toHaveLength(1);
  });
});
