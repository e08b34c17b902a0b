import { Mistral } from '@mistralai/mistralai';
import { afterEach, describe, expect, test } from 'vitest';
import { type CodestralScript, startCodestralStandIn } from './codestral.ts';
import { tokenize } from './model.ts';
import type { StandIn } from './stand-in.ts';

const model = 'codestral-latest';
let standIn: StandIn;

async function start(script: CodestralScript): Promise<Mistral> {
  standIn = await startCodestralStandIn(script);
  return new Mistral({ serverURL: standIn.url, apiKey: 'key' });
}

afterEach(async () => {
  await standIn.close();
});

describe("Mistral's own client at the Codestral stand-in", () => {
  test.each([false, true])('streams the scripted answer to its end, in chunk lists: %s', async (contentChunks) => {
    const client = await start({ answer: 'a, b):\n  größer 😀', contentChunks });
    let text = '';
    const ends: unknown[] = [];
    for await (const { data } of await client.fim.stream({ model, prompt: 'def f(', suffix: 'return a' })) {
      const content = data.choices[0]?.delta.content ?? '';
      text +=
        typeof content === 'string' ? content : content.map((chunk) => ('text' in chunk ? chunk.text : '')).join('');
      if (data.choices[0]?.finishReason) ends.push(data.choices[0].finishReason, data.usage?.completionTokens);
    }
    expect(text).toBe('a, b):\n  größer 😀');
    expect(ends).toEqual(['stop', tokenize(text).length]);
  });

  test('gets the answer in one piece without streaming', async () => {
    const client = await start({ answer: (request) => `${request.prompt}|${request.suffix}` });
    const response = await client.fim.complete({ model, prompt: 'left', suffix: 'right', maxTokens: 2 });
    expect(response.choices?.[0]?.message?.content).toBe('left|');
    expect(response.choices?.[0]?.finishReason).toBe('length');
  });

  test('gets the prefix again with a chat answer that begins with it', async () => {
    const client = await start({ answer: '(a):' });
    const response = await client.chat.complete({
      model,
      messages: [
        { role: 'user', content: 'Go on.' },
        { role: 'assistant', content: 'def f', prefix: true },
      ],
    });
    expect(response.choices?.[0]?.message?.content).toBe('def f(a):');
  });

  test('lists which models fill in the middle', async () => {
    const client = await start({});
    const { data } = await client.models.list();
    expect(
      data?.flatMap((card) => ('id' in card && card.capabilities.completionFim === true ? [card.id] : [])),
    ).toEqual(['codestral-2508', 'codestral-latest']);
  });

  test('is refused with a wrong key, and an invalid temperature', async () => {
    const client = await start({ key: 'another' });
    await expect(client.fim.complete({ model, prompt: 'x' })).rejects.toMatchObject({ statusCode: 401 });
    standIn.script = {};
    await expect(client.fim.complete({ model, prompt: 'x', temperature: 2 })).rejects.toMatchObject({
      statusCode: 422,
      detail: [{ loc: ['body', 'temperature'] }],
    });
  });

  test.each([
    ['status-429-seconds', 429],
    ['html-error', 502],
  ] as const)('meets %s', async (fault, statusCode) => {
    const client = await start({ answer: 'one two three', fault });
    await expect(client.fim.stream({ model, prompt: 'x' })).rejects.toMatchObject({ statusCode });
  });
});
