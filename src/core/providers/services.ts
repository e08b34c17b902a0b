import type { Host } from '../host.ts';
import type { ServiceId } from './capabilities.ts';
import { createCodestral } from './codestral.ts';
import { createDeepSeek } from './deepseek.ts';
import { LlamaCppProvider } from './llamacpp.ts';
import { OllamaProvider } from './ollama.ts';
import { OpenAiCompatibleProvider } from './openai-compatible.ts';
import type { CompletionProvider } from './provider.ts';
import type { ServiceOptions } from './service-options.ts';

/** Makes a provider of what is known to be complete. */
export function createService(
  id: ServiceId,
  options: ServiceOptions & { readonly host: Pick<Host, 'clock' | 'log' | 'transport' | 'mistral'> },
): CompletionProvider {
  switch (id) {
    case 'codestral':
      return createCodestral(options);
    case 'deepseek':
      return createDeepSeek(options);
    case 'ollama':
      return new OllamaProvider(options);
    case 'openai-compatible':
      return new OpenAiCompatibleProvider(options);
    case 'llamacpp':
      return new LlamaCppProvider(options);
  }
}
