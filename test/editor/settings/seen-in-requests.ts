import { expect } from 'vitest';
import { numberOf, objectOf, textOf } from '../../services/exchange.ts';
import type { Bench, Json, OtherService, SettingCase } from './setting-case.ts';

const longFile = `${Array.from({ length: 400 }, (_unused, line) => `value_${line} = compute(${line})`).join('\n')}\n█\n`;

/** The next request holds something that the one before the change did not. */
function holds(settings: Json, isThere: (body: Json) => boolean): SettingCase {
  return async (bench) => {
    await bench.open('py', longFile);
    const before = await bench.requestAfter('before = ', 'ollama');
    expect(isThere(before.body)).toBe(false);
    await bench.set(settings);
    const after = await bench.requestAfter('\nafter = ', 'ollama');
    expect(isThere(after.body)).toBe(true);
  };
}

const ids = {
  codestral: 'codestral',
  deepseek: 'deepseek',
  openaiCompatible: 'openai-compatible',
  llamacpp: 'llamacpp',
} as const satisfies Record<OtherService, string>;

/** Requests go to where the setting says; on this machine they need neither key nor consent. */
function goesTo(service: OtherService, beside: Json = {}): SettingCase {
  return async (bench) => {
    await bench.open('py', 'a = 1\n█\n');
    await bench.set({ ...beside, provider: ids[service], [`${service}.baseUrl`]: bench.services[service].url });
    const { method } = await bench.requestAfter('total = ', service);
    expect(method).toBe('POST');
  };
}

/** The service is asked for the model of that name. */
function asksFor(service: OtherService): SettingCase {
  return async (bench) => {
    await bench.open('py', 'a = 1\n█\n');
    const { url } = bench.services[service];
    await bench.set({ provider: ids[service], [`${service}.baseUrl`]: url, [`${service}.model`]: 'codestral-other' });
    const { body } = await bench.requestAfter('total = ', service);
    expect(textOf(body, 'model')).toBe('codestral-other');
  };
}

/** A second service beside the first, to which requests go where that fails. */
const llamacppBeside = (url: string): Json => ({ fallback: ['llamacpp'], 'llamacpp.baseUrl': url });

/** That service second, behind another that answers with this model. */
const llamacppBehind = ({ openaiCompatible, llamacpp }: Bench['services'], model: string): Json => ({
  ...llamacppBeside(llamacpp.url),
  provider: 'openai-compatible',
  'openaiCompatible.baseUrl': openaiCompatible.url,
  'openaiCompatible.model': model,
});

export const seenInRequests: Readonly<Record<string, SettingCase>> = {
  temperature: holds({ temperature: 0.7 }, (body) => numberOf(objectOf(body, 'options'), 'temperature') === 0.7),
  maxTokens: holds({ maxTokens: 9 }, (body) => (numberOf(objectOf(body, 'options'), 'num_predict') ?? 999) <= 9),
  maxContextTokens: holds({ maxContextTokens: 256 }, (body) => textOf(body, 'prompt').length < 2000),

  'codestral.baseUrl': goesTo('codestral'),
  'codestral.model': asksFor('codestral'),
  'deepseek.baseUrl': goesTo('deepseek'),
  'deepseek.model': asksFor('deepseek'),
  'openaiCompatible.baseUrl': goesTo('openaiCompatible', { 'openaiCompatible.model': 'qwen2.5-coder' }),
  'openaiCompatible.model': asksFor('openaiCompatible'),
  'llamacpp.baseUrl': goesTo('llamacpp'),
  'ollama.baseUrl': async (bench) => {
    await bench.open('py', 'a = 1\n█\n');
    // Whoever answers there speaks another protocol; that it is asked says enough.
    await bench.set({ 'ollama.baseUrl': bench.services.deepseek.url, 'ollama.model': 'qwen2.5-coder:7b' });
    const { path } = await bench.requestAfter('total = ', 'deepseek');
    expect(path).toMatch(/^\/api\//);
  },

  fallback: async (bench) => {
    await bench.open('py', 'a = 1\n█\n');
    const down = { provider: 'openai-compatible', 'openaiCompatible.baseUrl': 'http://127.0.0.1:9' };
    await bench.set({ ...down, 'openaiCompatible.model': 'qwen2.5-coder:1' });
    await bench.set(llamacppBeside(bench.services.llamacpp.url));
    await bench.requestAfter('total = ', 'llamacpp');
  },

  streamTimeoutMs: async (bench) => {
    const { openaiCompatible } = bench.services;
    openaiCompatible.script = { answer: 'late', ttftMs: 1800 };
    await bench.open('py', 'a = 1\n█\n');
    await bench.set({ ...llamacppBehind(bench.services, 'qwen2.5-coder:2'), streamTimeoutMs: 300 });
    const second = await bench.requestAfter('total = ', 'llamacpp');
    // By default the first would have been waited for.
    const first = openaiCompatible.requests.findLast((request) => request.receivedMs < second.receivedMs);
    expect(second.receivedMs - (first?.receivedMs ?? 0)).toBeLessThan(1500);
  },

  latencyThresholdMs: async (bench) => {
    const { openaiCompatible } = bench.services;
    openaiCompatible.script = { answer: 'count', ttftMs: 500, model: 'slow-coder' } as typeof openaiCompatible.script;
    await bench.open('py', 'a = 1\n█\n');
    await bench.set(llamacppBehind(bench.services, 'slow-coder'));
    await bench.requestAfter('first = ', 'openaiCompatible');
    await expect.poll(() => bench.status()).toMatch(/first text after/);
    await bench.set({ latencyThresholdMs: 200 });
    await bench.requestAfter('\nsecond = ', 'llamacpp');
  },

  weights: async (bench) => {
    const method = 'def total_with_discount(self, share):';
    const file = await bench.open('py', `class CartItem:\n    ${method}\n        return self.price * share\n█`);
    await bench.open('py', `from ${file.replace('.py', '')} import CartItem\n\n█\n`);
    let number = 0;
    const asked = async (): Promise<boolean> => {
      const { body } = await bench.requestAfter(`item_${(number += 1)} = CartItem(0).`, 'ollama');
      await bench.window.press('Escape', 'Escape', 'End', 'Enter');
      return textOf(body, 'prompt').includes(method);
    };
    await expect.poll(asked).toBe(true);
    const sources = ['definitions', 'fingerprint', 'recent-edits', 'recent-tabs', 'repository', 'notebook-cells'];
    await bench.set({ weights: Object.fromEntries(sources.map((source) => [source, 0])) });
    await expect.poll(asked).toBe(false);
  },
};
