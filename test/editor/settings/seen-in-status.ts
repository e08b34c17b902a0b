import { expect } from 'vitest';
import type { Bench, Json, SettingCase } from './setting-case.ts';

/** The status comes to say something that it did not say before. */
function says(sentence: RegExp, settings: Json, beside: Json = {}): SettingCase {
  return async (bench: Bench) => {
    await bench.open('py', 'a = 1\n█\n');
    await bench.set(beside);
    await expect.poll(() => bench.status()).not.toMatch(sentence);
    await bench.set(settings);
    await expect.poll(() => bench.status()).toMatch(sentence);
  };
}

const price = { input: 1, cachedInput: 1, output: 1 };

const hosted = {
  provider: 'openai-compatible',
  'openaiCompatible.baseUrl': 'https://model.example',
  'openaiCompatible.model': 'qwen2.5-coder',
};

export const seenInStatus: Readonly<Record<string, SettingCase>> = {
  enabled: says(/Midfill is turned off\./, { enabled: false }),
  languages: says(/turned off for python/, { languages: { python: false } }),
  disabledGlobs: says(/turned off in this file/, { disabledGlobs: ['**/*.py'] }),
  provider: says(/Embedded engine completes/, { provider: 'embedded' }),
  licensePolicy: says(/licence excluded/, { licensePolicy: 'permissive' }, { 'ollama.model': 'codestral:22b' }),
  remote: says(/not sent from here/, { remote: 'off' }, hosted),
  dailyBudget: says(
    /budget spent/,
    { dailyBudget: 0 },
    { prices: { 'starcoder2:3b': price }, 'ollama.model': 'starcoder2:3b' },
  ),
  prices: says(
    /budget spent/,
    { prices: { 'starcoder2:3b': price } },
    { dailyBudget: 0, 'ollama.model': 'starcoder2:3b' },
  ),
  'ollama.model': says(/starcoder2:3b completes via Ollama/, { 'ollama.model': 'starcoder2:3b' }),
  'llamacpp.model': says(
    /starcoder2 completes via llama\.cpp/,
    { 'llamacpp.model': 'starcoder2' },
    { provider: 'llamacpp' },
  ),
};
