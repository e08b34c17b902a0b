import { beforeAll, describe, expect, test } from 'vitest';
import type { MistralFimCall, MistralFimEvent } from '../../../../src/core/host.ts';
import { createMistralFim } from '../../../../src/node/transport/mistral-fim.ts';

const mistral = createMistralFim();
const request = {
  model: 'codestral-latest',
  prompt: 'def f(',
  suffix: 'return a',
  maxTokens: 64,
  temperature: 0.2,
  stop: [],
};

function event(delta: unknown, rest: object = {}): string {
  const choice = { index: 0, delta, finish_reason: null, ...rest };
  return JSON.stringify({
    id: 'x',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'codestral-2508',
    choices: [choice],
  });
}

async function* events(...values: readonly string[]): AsyncGenerator<string> {
  yield* values;
}

// Loading the SDK from its sources takes seconds on a busy machine.
beforeAll(async () => {
  await run({});
}, 60_000);

async function run(call: Partial<MistralFimCall>, signal = new AbortController().signal): Promise<MistralFimEvent[]> {
  const seen: MistralFimEvent[] = [];
  const whole = {
    serverUrl: 'https://api.mistral.ai',
    apiKey: 'key',
    request,
    send: () => Promise.resolve(events()),
    ...call,
  };
  for await (const part of mistral.stream(whole, signal)) seen.push(part);
  return seen;
}

describe("the SDK's request", () => {
  async function sent(call: Partial<MistralFimCall>): Promise<Parameters<MistralFimCall['send']>[0]> {
    let seen: Parameters<MistralFimCall['send']>[0] | undefined;
    await run({
      ...call,
      send: (http) => {
        seen = http;
        return Promise.resolve(events());
      },
    });
    if (seen === undefined) throw new Error('Nothing was sent.');
    return seen;
  }

  test('is what the service takes, and holds nothing else', async () => {
    const http = await sent({ request: { ...request, stop: ['\n\n'], promptCacheKey: 'cache' } });
    expect(http).toMatchObject({
      method: 'POST',
      url: 'https://api.mistral.ai/v1/fim/completions',
    });
    expect(JSON.parse(http.body ?? '')).toEqual({
      model: 'codestral-latest',
      prompt: 'def f(',
      suffix: 'return a',
      max_tokens: 64,
      temperature: 0.2,
      stop: ['\n\n'],
      stream: true,
      prompt_cache_key: 'cache',
    });
    expect(http.headers).toMatchObject({ authorization: 'Bearer key', accept: 'text/event-stream' });
    expect(http.headers).not.toHaveProperty('cookie');
  });

  test('keeps the path of a gateway', async () => {
    expect((await sent({ serverUrl: 'https://gateway.example/mistral' })).url).toBe(
      'https://gateway.example/mistral/v1/fim/completions',
    );
  });

  test('takes no key from the environment', async () => {
    process.env['MISTRAL_API_KEY'] = 'from elsewhere';
    try {
      expect((await sent({ apiKey: '' })).headers).not.toHaveProperty('authorization');
    } finally {
      delete process.env['MISTRAL_API_KEY'];
    }
  });
});

describe("the service's events", () => {
  async function text(...deltas: readonly unknown[]): Promise<string[]> {
    const parts = await run({ send: () => Promise.resolve(events(...deltas.map((delta) => event(delta)))) });
    return parts.map((part) => part.text);
  }

  test('come in order with their text, one by one', async () => {
    expect(await text({ role: 'assistant', content: '' }, { content: 'a, b' }, { content: '):\n' })).toEqual([
      '',
      'a, b',
      '):\n',
    ]);
  });

  test('may have no content, null, or a list of chunks', async () => {
    const chunks = [
      { type: 'text', text: 'a' },
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
      { type: 'text', text: 'b' },
    ];
    expect(await text({}, { content: null }, { content: chunks })).toEqual(['', '', 'ab']);
  });

  test('end with a reason and the usage, the cached part too', async () => {
    const last = JSON.parse(event({ content: '' }, { finish_reason: 'length' })) as object;
    const usage = {
      prompt_tokens: 80,
      completion_tokens: 5,
      total_tokens: 85,
      prompt_tokens_details: { cached_tokens: 64 },
    };
    expect(await run({ send: () => Promise.resolve(events(JSON.stringify({ ...last, usage }))) })).toEqual([
      {
        text: '',
        finishReason: 'length',
        model: 'codestral-2508',
        usage: { promptTokens: 80, completionTokens: 5, cachedPromptTokens: 64 },
      },
    ]);
  });

  test('without choices carry no text', async () => {
    const empty = JSON.stringify({ id: 'x', model: 'm', choices: [] });
    expect(await run({ send: () => Promise.resolve(events(empty)) })).toEqual([
      { text: '', finishReason: null, model: 'm' },
    ]);
  });

  test.each(['{"error":{"message":"secret source"}}', 'no JSON'])(
    'that the SDK cannot read fail by kind: %s',
    async (data) => {
      const error: unknown = await run({ send: () => Promise.resolve(events(data)) }).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ kind: 'mistral-event-error' });
      expect(String(error)).not.toContain('secret');
    },
  );
});

describe('what fails on our side comes out unchanged', () => {
  const failure = Object.assign(new Error('refused'), { name: 'ProviderError', kind: 'key-refused' });

  test('from sending', async () => {
    await expect(run({ send: () => Promise.reject(failure) })).rejects.toBe(failure);
  });

  test('from the events', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield event({ content: 'a' });
      throw failure;
    }
    await expect(run({ send: () => Promise.resolve(broken()) })).rejects.toBe(failure);
  });

  test('and an abort is one', async () => {
    await expect(run({}, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('leaving the loop ends the loop over the events', async () => {
  let isEnded = false;
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) yield event({ content: 'a' });
    } finally {
      isEnded = true;
    }
  }
  const call = { serverUrl: 'https://api.mistral.ai', apiKey: 'key', request, send: () => Promise.resolve(endless()) };
  const reader = mistral.stream(call, new AbortController().signal)[Symbol.asyncIterator]();
  await reader.next();
  await reader.return?.();
  expect(isEnded).toBe(true);
});
