import type { ProviderId } from './provider.ts';

/** As they stand at the start of a sentence and in lists. */
export const providerNames: Readonly<Record<ProviderId, string>> = {
  embedded: 'Embedded engine',
  codestral: 'Codestral',
  deepseek: 'DeepSeek',
  ollama: 'Ollama',
  'openai-compatible': 'OpenAI-compatible server',
  llamacpp: 'llama.cpp',
};
