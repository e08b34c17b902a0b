import { afterEach, describe, expect, test } from 'vitest';
import { type LlamaCppScript, startLlamaCppStandIn } from './llamacpp.ts';
import type { StandIn } from './stand-in.ts';

let standIn: StandIn;

afterEach(async () => {
  await standIn.close();
});

async function ask(script: LlamaCppScript, path: string, body?: object): Promise<{ status: number; text: string }> {
  standIn = await startLlamaCppStandIn(script);
  const response = await fetch(
    standIn.url + path,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  );
  return { status: response.status, text: await response.text() };
}

describe('the llama.cpp stand-in', () => {
  const question = { input_prefix: 'int f() {\n', prompt: '  ret', input_suffix: '\n}\n', n_predict: 16, stream: true };

  test('streams an infill as events without a last word, the end by `stop`', async () => {
    const { text } = await ask({ answer: (request) => `${request.prompt}|${request.suffix}` }, '/infill', question);
    const events = text
      .split('\n\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line.replace(/^data: /, '')) as { content: string; stop: boolean; stop_type?: string });
    expect(events.map(({ content }) => content).join('')).toBe('int f() {\n  ret|\n}\n');
    expect(events.at(-1)).toMatchObject({ content: '', stop: true, stop_type: 'eos', tokens_predicted: 12 });
    expect(events.slice(0, -1).every(({ stop }) => !stop)).toBe(true);
  });

  test('says 501 to an infill where the model has no tokens for it', async () => {
    const { status, text } = await ask({ hasFimTokens: false }, '/infill', question);
    expect(status).toBe(501);
    expect(text).toContain('"type":"not_supported_error"');
  });

  test('refuses what is longer than its context', async () => {
    const { status, text } = await ask({ contextTokens: 4 }, '/infill', question);
    expect(status).toBe(400);
    expect(text).toContain('"type":"exceed_context_size_error"');
  });

  test('is not there while its model loads', async () => {
    expect((await ask({ isLoading: true }, '/health')).status).toBe(503);
  });

  test('tells its slots, its context and its model', async () => {
    const { text } = await ask({ slots: 4, contextTokens: 2048 }, '/props');
    expect(JSON.parse(text)).toMatchObject({
      total_slots: 4,
      default_generation_settings: { n_ctx: 2048 },
      model_path: '/models/qwen2.5-coder-1.5b-q8_0.gguf',
    });
  });
});
