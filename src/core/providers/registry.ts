import type { Host } from '../host.ts';
import type { Settings } from '../settings.ts';
import { parseBaseUrl } from './base-url.ts';
import { type ServiceId, serviceFacts } from './capabilities.ts';
import type { CompletionProvider } from './provider.ts';
import { createService } from './services.ts';

/** A provider that can't be made yet, with the step that is missing. */
export interface NotConfigured {
  readonly kind: 'not-configured';
  readonly reason: 'base-url' | 'insecure-url' | 'model' | 'key';
  readonly message: string;
}

/** How each service's settings are named. */
export const settingNames = {
  codestral: 'codestral',
  deepseek: 'deepseek',
  ollama: 'ollama',
  'openai-compatible': 'openaiCompatible',
  llamacpp: 'llamacpp',
} as const satisfies Record<ServiceId, string>;

/** Makes the provider of a service by its settings. A new one is needed when they, or the key, change. */
export function createProvider(
  host: Pick<Host, 'clock' | 'log' | 'transport' | 'mistral'>,
  id: ServiceId,
  settings: Settings,
  options: { readonly key?: string | undefined; readonly allowInsecure?: boolean } = {},
): CompletionProvider | NotConfigured {
  const setting = settingNames[id];
  const model = settings[`${setting}.model`];
  const baseUrl = parseBaseUrl(id, settings[`${setting}.baseUrl`], options);
  if (baseUrl.kind === 'bad-base-url') {
    return {
      kind: 'not-configured',
      reason: baseUrl.reason === 'insecure' ? 'insecure-url' : 'base-url',
      message: `${baseUrl.message} (midfill.${setting}.baseUrl)`,
    };
  }
  if (model === '' && id !== 'llamacpp') {
    return {
      kind: 'not-configured',
      reason: 'model',
      message: `No model is chosen for ${serviceFacts[id].name}. Choose one with 'Midfill: Switch Model', or set midfill.${setting}.model.`,
    };
  }
  const { key } = options;
  const [keyName] = serviceFacts[id].keyNames;
  if (needsKey(id) && baseUrl.destination.locality === 'hosted' && (key ?? '') === '') {
    return {
      kind: 'not-configured',
      reason: 'key',
      message: `${serviceFacts[id].name} needs a key. Set it with 'Midfill: Set Up a Provider'; on the console, set ${keyName ?? 'one'}.`,
    };
  }
  return createService(id, { host, baseUrl, model, key });
}

/** A key may be needed by a self-hosted server too, but only these are known to refuse without. */
function needsKey(id: ServiceId): boolean {
  return id === 'codestral' || id === 'deepseek';
}

export function isNotConfigured(made: CompletionProvider | NotConfigured): made is NotConfigured {
  return 'kind' in made;
}
