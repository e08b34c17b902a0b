import { OpenAI } from 'openai';
import { afterEach, describe, expect, test } from 'vitest';
import { startDeepSeekStandIn } from './deepseek.ts';
import { startLlamaCppStandIn } from './llamacpp.ts';
import { type Script, tokenize } from './model.ts';
import { startOpenAiCompatibleStandIn } from './openai-compatible.ts';
import type { StandIn } from './stand-in.ts';

const services = [
  { name: 'DeepSeek', start: startDeepSeekStandIn, path: '/beta', model: 'deepseek-flash' },
  { name: 'OpenAI-compatible', start: startOpenAiCompatibleStandIn, path: '/v1', model: 'Qwen/Qwen2.5-Coder-1.5B' },
  { name: 'llama.cpp', start: startLlamaCppStandIn, path: '/v1', model: 'any' },
];

let standIn: StandIn;

afterEach(async () => {
  await standIn.close();
});

function connect(path: string): OpenAI {
  return new OpenAI({ baseURL: standIn.url + path, apiKey: 'key', maxRetries: 0 });
}

describe.each(services)("OpenAI's own client at the $name stand-in", ({ start, path, model }) => {
  async function open(script: Script): Promise<OpenAI> {
    standIn = await start(script);
    return connect(path);
  }

  test('streams the scripted answer with its usage', async () => {
    const client = await open({ answer: 'a + b # größer 😀' });
    const stream = await client.completions.create({
      model,
      prompt: 'def f(',
      max_tokens: 64,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    const seen: unknown[] = [];
    for await (const { choices, usage } of stream) {
      text += choices[0]?.text ?? '';
      if (choices[0]?.finish_reason) seen.push(choices[0].finish_reason);
      if (usage) seen.push(usage.completion_tokens);
    }
    expect(text).toBe('a + b # größer 😀');
    expect(seen).toEqual(['stop', tokenize(text).length]);
  });

  test('gets the answer in one piece, cut at a stop or at the limit', async () => {
    const client = await open({ answer: 'one two\n\nthree' });
    const stopped = await client.completions.create({ model, prompt: 'x', stop: ['\n\n'], max_tokens: 64 });
    expect(stopped.choices[0]).toMatchObject({ text: 'one two', finish_reason: 'stop' });
    const limited = await client.completions.create({ model, prompt: 'x', max_tokens: 1 });
    expect(limited.choices[0]).toMatchObject({ text: 'one', finish_reason: 'length' });
  });

  test('meets an error in the middle of a stream', async () => {
    const client = await open({ answer: 'one two three four', fault: 'error-mid-stream' });
    const read = async (): Promise<void> => {
      const stream = await client.completions.create({ model, prompt: 'x', max_tokens: 64, stream: true });
      for await (const { choices } of stream) expect(choices[0]?.finish_reason).toBe(null);
    };
    await expect(read()).rejects.toThrow('the model fell over');
  });

  test.each([
    ['status-401', 401],
    ['status-404', 404],
    ['status-429-date', 429],
    ['status-503', 503],
  ] as const)('meets %s', async (fault, status) => {
    const client = await open({ fault });
    await expect(client.completions.create({ model, prompt: 'x' })).rejects.toMatchObject({ status });
  });

  test('lists the models', async () => {
    const client = connectToModels(await open({}), path);
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids.length).toBeGreaterThan(0);
  });
});

/** DeepSeek lists its models outside of the beta. */
function connectToModels(client: OpenAI, path: string): OpenAI {
  return path === '/beta' ? connect('') : client;
}

test('DeepSeek continues a chat without its prefix, and takes 4096 tokens at most', async () => {
  standIn = await startDeepSeekStandIn({ answer: '(a):' });
  const client = connect('/beta');
  const prefix = { role: 'assistant', content: 'def f', prefix: true } as const;
  const response = await client.chat.completions.create({
    model: 'deepseek-flash',
    messages: [{ role: 'user', content: 'x' }, prefix],
  });
  expect(response.choices[0]?.message.content).toBe('(a):');
  await expect(client.completions.create({ model: 'x', prompt: 'x', max_tokens: 4097 })).rejects.toMatchObject({
    status: 400,
  });
});

test.each([
  ['vllm', 400, 'suffix is not currently supported'],
  ['tgi', 422, 'preprocessing the prompt'],
] as const)('a server as %s refuses even an empty suffix', async (flavour, status, message) => {
  standIn = await startOpenAiCompatibleStandIn({ flavour });
  const model = 'Qwen/Qwen2.5-Coder-1.5B';
  await expect(connect('/v1').completions.create({ model, prompt: 'x', suffix: '' })).rejects.toMatchObject({
    status,
    message: expect.stringContaining(message) as string,
  });
});

test.each([
  ['reads-suffix', 4],
  ['ignores-suffix', 1],
] as const)('a server that %s counts %d prompt tokens', async (flavour, tokens) => {
  standIn = await startOpenAiCompatibleStandIn({ flavour, answer: 'x' });
  const response = await connect('/v1').completions.create({
    model: 'Qwen/Qwen2.5-Coder-1.5B',
    prompt: 'left',
    suffix: 'return a b',
  });
  expect(response.usage?.prompt_tokens).toBe(tokens);
});
