import type { Host } from '../host.ts';
import { openAiRoot, parseBaseUrl } from './base-url.ts';
import type { ServiceId } from './capabilities.ts';
import { isProviderError } from './errors.ts';
import { type JsonRequest, fetchJson } from './fetch-json.ts';
import { findTemplate } from './fim-templates.ts';
import { type JsonObject, isObject, listAt, numberAt, objectAt, stringAt } from './json-fields.ts';
import { maxNameCharacters, serverWords } from './server-words.ts';

/** More than anybody looks through; Ollama is asked about each. */
const maxModels = 500;

/** A model that a server has. */
export interface ListedModel {
  readonly name: string;
  /** Undefined where neither the server nor our templates say. */
  readonly canFim: boolean | undefined;
  readonly contextTokens?: number;
  /** The part of its memory that is not on the GPU, in [0, 1], where the model is loaded and the server says. */
  readonly offGpuShare?: number;
}

export interface Discovery {
  readonly id: ServiceId;
  readonly models: readonly ListedModel[];
}

interface Server {
  readonly host: Pick<Host, 'transport' | 'clock'>;
  readonly url: string;
  readonly key: string | undefined;
  readonly allowInsecure: boolean;
}

/** Which service answers at a URL, and its models. Undefined where something answers that we don't know. */
export async function discover(server: Server, signal: AbortSignal): Promise<Discovery | undefined> {
  const known = hostedAt(server.url);
  if (known !== undefined) return { id: known, models: await listModels(known, server, signal) };
  // The most particular first: Ollama and llama.cpp answer as OpenAI does, too.
  for (const id of ['ollama', 'llamacpp'] as const) {
    if (await answersAs(id, server, signal)) return { id, models: await listModels(id, server, signal) };
  }
  if (!(await answersAs('openai-compatible', server, signal))) return undefined;
  const json = await fetchJson(requestFor('openai-compatible', server, '/models'), signal);
  const id = behindGateway(listAt(json, 'data'));
  return { id, models: await listModels(id, server, signal) };
}

/** Gateways pass on what tells the hosted services from others: Mistral's capabilities, DeepSeek's name. */
function behindGateway(models: readonly unknown[]): ServiceId {
  if (models.some((model) => objectAt(model, 'capabilities')?.['completion_fim'] !== undefined)) return 'codestral';
  const isDeepSeek = models.length > 0 && models.every((model) => stringAt(model, 'owned_by') === 'deepseek');
  return isDeepSeek ? 'deepseek' : 'openai-compatible';
}

/** The models that a service has; empty where it doesn't list them. */
export async function listModels(id: ServiceId, server: Server, signal: AbortSignal): Promise<readonly ListedModel[]> {
  switch (id) {
    case 'ollama':
      return listOllama(server, signal);
    case 'llamacpp':
      return listLlamaCpp(server, signal);
    case 'codestral':
    case 'deepseek':
    case 'openai-compatible':
      return listOpenAi(id, server, signal);
  }
}

/** The two hosted services have hosts of their own; a gateway before them is named by its user. */
function hostedAt(url: string): ServiceId | undefined {
  if (/(^|\/\/|\.)mistral\.ai([:/]|$)/.test(url)) return 'codestral';
  return /(^|\/\/|\.)deepseek\.com([:/]|$)/.test(url) ? 'deepseek' : undefined;
}

async function answersAs(
  id: 'ollama' | 'llamacpp' | 'openai-compatible',
  server: Server,
  signal: AbortSignal,
): Promise<boolean> {
  const paths = { ollama: '/api/version', llamacpp: '/props', 'openai-compatible': '/models' } as const;
  const signs: Record<typeof id, (json: JsonObject) => boolean> = {
    ollama: (json) => typeof json['version'] === 'string',
    llamacpp: (json) => isObject(json['default_generation_settings']),
    'openai-compatible': (json) => Array.isArray(json['data']),
  };
  try {
    const json = await fetchJson(requestFor(id, server, paths[id]), signal);
    return signs[id](json);
  } catch (error) {
    // A server that is loading, or that wants a key, is there all the same.
    if (isProviderError(error) && id === 'llamacpp' && error.kind === 'overloaded') return true;
    if (isProviderError(error) && id === 'openai-compatible' && error.kind === 'key-refused') throw error;
    if (isProviderError(error) && error.status !== undefined) return false;
    if (isProviderError(error) && error.kind === 'bad-response') return false;
    throw error;
  }
}

async function listOllama(server: Server, signal: AbortSignal): Promise<readonly ListedModel[]> {
  const tags = await fetchJson(requestFor('ollama', server, '/api/tags'), signal);
  const running = await fetchJson(requestFor('ollama', server, '/api/ps'), signal).catch(() => ({}));
  const names = listAt(tags, 'models')
    .slice(0, maxModels)
    .flatMap((model) => nameAt(model, 'model') ?? nameAt(model, 'name') ?? []);
  return Promise.all(
    names.map(async (name) => {
      const body = { model: name };
      const show = await fetchJson({ ...requestFor('ollama', server, '/api/show'), body }, signal).catch(() => ({}));
      const loaded = listAt(running, 'models').find((model) => stringAt(model, 'model') === name);
      const size = numberAt(loaded, 'size') ?? 0;
      const onGpu = numberAt(loaded, 'size_vram') ?? size;
      return {
        name,
        canFim: listAt(show, 'capabilities').includes('insert') || canFimByName(name),
        ...contextOf(numberAt(loaded, 'context_length') ?? modelContext(objectAt(show, 'model_info'))),
        ...(size > 0 ? { offGpuShare: 1 - onGpu / size } : {}),
      };
    }),
  );
}

async function listLlamaCpp(server: Server, signal: AbortSignal): Promise<readonly ListedModel[]> {
  const props = await fetchJson(requestFor('llamacpp', server, '/props'), signal);
  const path = stringAt(props, 'model_path') ?? '';
  const told = (stringAt(props, 'model_alias') ?? path).split(/[/\\]/).at(-1) ?? '';
  const name = serverWords(told, maxNameCharacters);
  const context = numberAt(objectAt(props, 'default_generation_settings'), 'n_ctx');
  return [{ name, canFim: canFimByName(path) ?? canFimByName(name), ...contextOf(context) }];
}

async function listOpenAi(id: ServiceId, server: Server, signal: AbortSignal): Promise<readonly ListedModel[]> {
  const json = await fetchJson(requestFor(id, server, '/models'), signal);
  const models = listAt(json, 'data').slice(0, maxModels);
  return models.flatMap((model) => {
    const name = nameAt(model, 'id');
    if (name === undefined) return [];
    const said = objectAt(model, 'capabilities')?.['completion_fim'];
    const canFim = typeof said === 'boolean' ? said : id === 'deepseek' ? true : canFimByName(name);
    const context = numberAt(model, 'max_context_length') ?? numberAt(model, 'max_model_len');
    return [{ name, canFim, ...contextOf(context) }];
  });
}

function requestFor(id: ServiceId, { host, url, key, allowInsecure }: Server, path: string): Omit<JsonRequest, 'body'> {
  const base = parseBaseUrl(id, url, { allowInsecure });
  if (base.kind === 'bad-base-url') throw new Error(base.message);
  const root = id === 'ollama' || id === 'llamacpp' ? base.root : openAiRoot(base.root);
  return { host, to: { id, model: '', origin: base.destination.origin }, url: root + path, key };
}

/** A name as a server tells it; one that had to be changed for people to see can't be asked for, and is left out. */
function nameAt(model: unknown, key: string): string | undefined {
  const name = stringAt(model, key);
  return name !== undefined && name === serverWords(name, maxNameCharacters) ? name : undefined;
}

function canFimByName(name: string): boolean | undefined {
  const match = findTemplate(name);
  return match.kind === 'unknown' ? undefined : match.kind === 'template';
}

function modelContext(info: JsonObject | undefined): number | undefined {
  const entry = Object.entries(info ?? {}).find(([key]) => key.endsWith('.context_length'));
  return typeof entry?.[1] === 'number' ? entry[1] : undefined;
}

function contextOf(contextTokens: number | undefined): { readonly contextTokens?: number } {
  return contextTokens === undefined ? {} : { contextTokens };
}
