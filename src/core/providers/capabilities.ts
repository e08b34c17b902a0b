import { ProviderError } from './errors.ts';
import type { ProviderId } from './provider.ts';

/** Providers that talk to a server. */
export type ServiceId = Exclude<ProviderId, 'embedded'>;

export const features = ['fim', 'prefixCompletion', 'chat', 'streaming', 'suffix', 'multiFile', 'cacheKey'] as const;

/** `suffix`: the server takes the text after the cursor in a field of its own; elsewhere we render a template. */
export type Feature = (typeof features)[number];

export interface ServiceFacts {
  readonly id: ProviderId;
  /** As people call it. */
  readonly name: string;
  readonly features: readonly Feature[];
  /** Of the default model; undefined where only the server knows. */
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  /** How many stop strings a request may carry. */
  readonly maxStops: number;
  /** Environment variables and names in secret storage, the preferred one first; empty where no key is needed. */
  readonly keyNames: readonly string[];
  /** Whether a chat answer repeats the prefix that it continues. */
  readonly echoesPrefix?: boolean;
}

/** What each service can do. Checked before any request is made. */
export const serviceFacts: Readonly<Record<ProviderId, ServiceFacts>> = {
  embedded: {
    id: 'embedded',
    name: 'the embedded engine',
    features: ['fim', 'suffix', 'multiFile'],
    maxStops: 0,
    keyNames: [],
  },
  codestral: {
    id: 'codestral',
    name: 'Codestral',
    features: ['fim', 'prefixCompletion', 'chat', 'streaming', 'suffix', 'multiFile', 'cacheKey'],
    contextTokens: 128_000,
    maxStops: 16,
    keyNames: ['CODESTRAL_API_KEY', 'MISTRAL_API_KEY'],
    echoesPrefix: true,
  },
  deepseek: {
    id: 'deepseek',
    name: 'DeepSeek',
    features: ['fim', 'prefixCompletion', 'chat', 'streaming', 'suffix', 'multiFile'],
    contextTokens: 1_000_000,
    maxOutputTokens: 4096,
    maxStops: 16,
    keyNames: ['DEEPSEEK_API_KEY'],
    echoesPrefix: false,
  },
  ollama: {
    id: 'ollama',
    name: 'Ollama',
    features: ['fim', 'streaming', 'suffix', 'multiFile'],
    maxStops: 64,
    keyNames: [],
  },
  'openai-compatible': {
    id: 'openai-compatible',
    name: 'the OpenAI-compatible server',
    features: ['fim', 'streaming', 'multiFile'],
    // OpenAI itself and servers that follow it to the letter refuse a fifth.
    maxStops: 4,
    keyNames: ['OPENAI_COMPATIBLE_API_KEY'],
  },
  llamacpp: {
    id: 'llamacpp',
    name: 'llama.cpp',
    features: ['fim', 'streaming', 'suffix', 'multiFile'],
    maxStops: 64,
    keyNames: ['LLAMACPP_API_KEY'],
  },
};

const featureNames: Readonly<Record<Feature, string>> = {
  fim: 'Fill-in-the-middle completion',
  prefixCompletion: 'Chat prefix completion',
  chat: 'Chat',
  streaming: 'Streaming',
  suffix: 'A separate suffix',
  multiFile: 'Context from other files',
  cacheKey: 'A prompt cache key',
};

export function hasFeature(id: ProviderId, feature: Feature): boolean {
  return serviceFacts[id].features.includes(feature);
}

/** Throws an `unsupported` error that names who can, before anything is sent. */
export function requireFeature(id: ProviderId, feature: Feature): void {
  if (hasFeature(id, feature)) return;
  const able = Object.values(serviceFacts).filter((facts) => facts.features.includes(feature));
  throw new ProviderError(
    'unsupported',
    `${featureNames[feature]} is not available with ${serviceFacts[id].name}. ` +
      `It works with ${able.map(({ name }) => name).join(', ')}.`,
  );
}
