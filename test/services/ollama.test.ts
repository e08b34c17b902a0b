import { Ollama } from 'ollama';
import { afterEach, describe, expect, test } from 'vitest';
import { type OllamaScript, type OllamaStandIn, startOllamaStandIn } from './ollama.ts';

const model = 'qwen2.5-coder:1.5b-base';
let standIn: OllamaStandIn;

async function start(script: OllamaScript): Promise<Ollama> {
  standIn = await startOllamaStandIn(script);
  return new Ollama({ host: standIn.url });
}

afterEach(async () => {
  await standIn.close();
});

describe("Ollama's own client at the Ollama stand-in", () => {
  test('streams the scripted answer to its end', async () => {
    const client = await start({ answer: 'a + b\n\treturn "größer 😀"' });
    let text = '';
    let reason = '';
    for await (const part of await client.generate({ model, prompt: 'def f(', suffix: ')', stream: true })) {
      text += part.response;
      if (part.done) reason = part.done_reason;
    }
    expect({ text, reason }).toEqual({ text: 'a + b\n\treturn "größer 😀"', reason: 'stop' });
  });

  test('gets the answer in one piece without streaming, and its counts', async () => {
    const client = await start({ answer: (request) => `${request.prompt}|${request.suffix}` });
    const response = await client.generate({ model, prompt: 'left', suffix: 'right' });
    expect(response).toMatchObject({ response: 'left|right', done: true, eval_count: 3, prompt_eval_count: 2 });
  });

  test('stops at a stop sequence, and at the token limit', async () => {
    const client = await start({ answer: 'one two\n\nthree' });
    const stopped = await client.generate({ model, prompt: 'x', options: { stop: ['\n\n'] } });
    expect(stopped).toMatchObject({ response: 'one two', done_reason: 'stop' });
    const limited = await client.generate({ model, prompt: 'x', options: { num_predict: 1 } });
    expect(limited).toMatchObject({ response: 'one', done_reason: 'length' });
  });

  test('reads what there is: models, details, version', async () => {
    const client = await start({ models: [{ capabilities: ['completion'] }] });
    expect((await client.list()).models.map(({ name }) => name)).toEqual([model]);
    expect((await client.show({ model })).capabilities).toEqual(['completion']);
    expect(await client.version()).toEqual({ version: '0.33.0' });
  });

  test('is refused a suffix where the model has no insert capability', async () => {
    const client = await start({ models: [{ capabilities: ['completion'] }] });
    await expect(client.generate({ model, prompt: 'x', suffix: 'y' })).rejects.toMatchObject({
      status_code: 400,
      message: expect.stringContaining('does not support insert') as string,
    });
  });

  test('is told to pull a model that is not there', async () => {
    const client = await start({});
    await expect(client.generate({ model: 'absent', prompt: 'x' })).rejects.toMatchObject({
      status_code: 404,
      message: 'model "absent" not found, try pulling it first',
    });
  });

  test('loads a model by an empty prompt, keeps it, and loads it anew for another context size', async () => {
    const client = await start({ answer: 'x', loadMs: 5 });
    expect(await client.generate({ model, prompt: '' })).toMatchObject({ done_reason: 'load' });
    await client.generate({ model, prompt: 'x' });
    expect(standIn.loads).toBe(1);
    expect((await client.ps()).models[0]).toMatchObject({ name: model, context_length: 4096 });
    await client.generate({ model, prompt: 'x', options: { num_ctx: 8192 } });
    expect(standIn.loads).toBe(2);
    expect((await client.ps()).models[0]).toMatchObject({ context_length: 8192 });
  });

  test('leaves an aborted stream behind that the stand-in has seen', async () => {
    const client = await start({ answer: 'one two three', tokensPerSecond: 0.01 });
    const stream = await client.generate({ model, prompt: 'x', stream: true });
    stream.abort();
    await expect.poll(() => standIn.aborted.length).toBe(1);
  });

  test('is sent away when the queue is full', async () => {
    const client = await start({ answer: 'x y', tokensPerSecond: 0.01, maxQueue: 0 });
    await client.generate({ model, prompt: 'x', stream: true });
    await expect(client.generate({ model, prompt: 'y' })).rejects.toMatchObject({ status_code: 503 });
  });

  test('meets an error in the middle of a stream', async () => {
    const client = await start({ answer: 'one two three four', fault: 'error-mid-stream' });
    const read = async (): Promise<void> => {
      for await (const part of await client.generate({ model, prompt: 'x', stream: true })) {
        expect(part.done).toBe(false);
      }
    };
    await expect(read()).rejects.toThrow('the model fell over');
  });
});

test('leaving during a load aborts it', async () => {
  await start({ answer: 'x', loadMs: 60_000 });
  const abort = new AbortController();
  const response = fetch(`${standIn.url}/api/generate`, {
    method: 'POST',
    body: JSON.stringify({ model, prompt: 'x' }),
    signal: abort.signal,
  });
  await expect.poll(() => standIn.requests.length).toBe(1);
  abort.abort();
  await expect(response).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(() => standIn.abortedLoads).toBe(1);
  expect(standIn.loads).toBe(0);
});
