import type { Host } from '../host.ts';
import { canaryPrompt } from '../privacy/canary-prompt.ts';
import { initialSettings } from '../settings.ts';
import { type BaseUrl, parseBaseUrl } from './base-url.ts';
import { type ServiceId, hasFeature, serviceFacts } from './capabilities.ts';
import { type CompletionResult, completeOnce } from './complete-once.ts';
import { type Discovery, type ListedModel, discover, listModels } from './discovery.ts';
import type { ProviderError } from './errors.ts';
import { toProviderError } from './failures.ts';
import { findTemplate } from './fim-templates.ts';
import { takesSuffix } from './openai-compatible.ts';
import { settingNames } from './registry.ts';
import { createService } from './services.ts';

/** What people run into, each with its remedy. */
export type TrapId =
  | 'bad-url'
  | 'insecure-url'
  | 'old-codestral-host'
  | 'doubled-path'
  | 'whole-route'
  | 'not-running'
  | 'ollama-not-running'
  | 'localhost-in-remote'
  | 'proxy-in-the-way'
  | 'untrusted-certificate'
  | 'unknown-service'
  | 'key-missing'
  | 'key-refused'
  | 'no-models'
  | 'model-not-there'
  | 'model-not-pulled'
  | 'model-without-fim'
  | 'suffix-not-supported'
  | 'partly-off-gpu'
  | 'canary-failed';

export interface ProbeFinding {
  readonly id: TrapId;
  /** `problem`: it doesn't work like this. `note`: it works, and this is good to know. */
  readonly severity: 'problem' | 'note';
  readonly message: string;
}

export interface ProbeReport {
  readonly url: string;
  readonly service: ServiceId | undefined;
  readonly models: readonly ListedModel[];
  /** The one asked for, or the first that can fill in the middle. */
  readonly model: string | undefined;
  readonly templateFamily: string | undefined;
  readonly takesSuffix: boolean | undefined;
  readonly contextTokens: number | undefined;
  readonly canary: { readonly text: string; readonly ttftMs: number | undefined; readonly totalMs: number } | undefined;
  readonly findings: readonly ProbeFinding[];
  /** What to set, by the names of the settings; undefined where it doesn't work yet. */
  readonly settings: Readonly<Record<string, string>> | undefined;
}

export interface ProbeOptions {
  readonly host: Pick<Host, 'clock' | 'log' | 'transport' | 'mistral'>;
  readonly url: string;
  readonly key?: string | undefined;
  readonly model?: string | undefined;
  /** Where the user knows what is there, such as a gateway before Mistral. */
  readonly service?: ServiceId | undefined;
  /** This process runs on another machine than the user's. */
  readonly isRemote?: boolean;
  readonly allowInsecure?: boolean;
}

/** A model may have to be loaded for its first word. */
const canaryTimeoutMs = 30_000;
const canaryTokens = 16;
/** Less than this on the processor is hardly felt. */
const feltOffGpuShare = 0.05;

/** Looks at what is behind a URL: which service, which models, what stands in the way; and completes once. */
export async function probe(options: ProbeOptions, signal: AbortSignal): Promise<ProbeReport> {
  const { url, key, allowInsecure = false } = options;
  const findings: ProbeFinding[] = [];
  const find = (id: TrapId, severity: ProbeFinding['severity'], message: string): void =>
    void findings.push({ id, severity, message });
  const empty: ProbeReport = {
    url,
    service: undefined,
    models: [],
    model: undefined,
    templateFamily: undefined,
    takesSuffix: undefined,
    contextTokens: undefined,
    canary: undefined,
    findings,
    settings: undefined,
  };

  const base = parseBaseUrl(options.service ?? 'openai-compatible', url, { allowInsecure });
  if (base.kind === 'bad-base-url') {
    find(base.reason === 'insecure' ? 'insecure-url' : 'bad-url', 'problem', base.message);
    return empty;
  }
  lookAtUrl(url, base.destination.origin, find);

  let discovery: Discovery | undefined;
  try {
    const asking = { host: options.host, url, key, allowInsecure };
    discovery =
      options.service === undefined
        ? await discover(asking, signal)
        : { id: options.service, models: await listModels(options.service, asking, signal) };
  } catch (error) {
    if (signal.aborted) throw error;
    const to = { id: guessService(url, options.service), model: '', origin: base.destination.origin };
    explainFailure(toProviderError(to, error), options, base.destination, find);
    return { ...empty, service: options.service };
  }
  if (discovery === undefined) {
    find(
      'unknown-service',
      'problem',
      `Something answers at ${base.destination.origin}, but neither as Ollama, llama.cpp nor an OpenAI-compatible server. ` +
        'Check the port and the path.',
    );
    return empty;
  }

  const { id, models } = discovery;
  const listed = chooseModel(id, models, options.model, find);
  const model = options.model ?? listed?.name;
  const report: ProbeReport = { ...empty, service: id, models, model, contextTokens: listed?.contextTokens };
  if (model === undefined) return report;
  return tryModel({ ...report, model, service: id }, listed?.offGpuShare, options, find, signal);
}

type Find = (id: TrapId, severity: ProbeFinding['severity'], message: string) => void;

async function tryModel(
  report: ProbeReport & { readonly model: string; readonly service: ServiceId },
  listedOffGpuShare: number | undefined,
  options: ProbeOptions,
  find: Find,
  signal: AbortSignal,
): Promise<ProbeReport> {
  const { service: id, model } = report;
  const { host, url, key, allowInsecure = false } = options;
  const baseUrl = parseBaseUrl(id, url, { allowInsecure });
  if (baseUrl.kind === 'bad-base-url') return report;
  const parts = { host, baseUrl, model, key };
  // The hosted services render their own.
  const template = hasFeature(id, 'prefixCompletion') ? undefined : findTemplate(model);
  const suffix = id === 'openai-compatible' ? await takesSuffix(parts).catch(() => undefined) : undefined;
  if (suffix === false) {
    find(
      'suffix-not-supported',
      'note',
      "The server takes no suffix of its own, as most don't. Midfill renders the template itself.",
    );
  }
  const provider = createService(id, parts);
  const result = await completeOnce(
    provider,
    {
      prompt: canaryPrompt(baseUrl.destination),
      maxTokens: canaryTokens,
      temperature: 0,
      stop: [],
      firstTokenTimeoutMs: canaryTimeoutMs,
    },
    signal,
  );
  // The canary has loaded it: now the server knows how it fits.
  const offGpuShare = provider.memory?.().offGpuShare ?? listedOffGpuShare ?? 0;
  if (offGpuShare > feltOffGpuShare) {
    const percent = Math.round(offGpuShare * 100);
    find('partly-off-gpu', 'note', `${percent} % of ${model} lies outside the GPU's memory: completions will be slow.`);
  }
  return {
    ...report,
    templateFamily: template?.kind === 'template' ? template.template.family : undefined,
    takesSuffix: suffix,
    contextTokens: report.contextTokens ?? provider.limits?.().contextTokens ?? serviceFacts[id].contextTokens,
    ...judgeCanary(id, result, options, baseUrl, model, find),
  };
}

function judgeCanary(
  id: ServiceId,
  result: CompletionResult,
  options: ProbeOptions,
  baseUrl: Extract<BaseUrl, { kind: 'base-url' }>,
  model: string,
  find: Find,
): Pick<ProbeReport, 'canary' | 'settings'> {
  if (result.kind !== 'success') {
    explainFailure(result.error, options, baseUrl.destination, find);
    return { canary: undefined, settings: undefined };
  }
  const { text, end } = result;
  if (text.trim() === '') {
    find(
      'canary-failed',
      'problem',
      `${model} answered, but wrote nothing between a prefix and a suffix. It may not be made for that.`,
    );
  }
  const setting = settingNames[id];
  const settings = {
    'midfill.provider': id,
    [`midfill.${setting}.baseUrl`]: baseUrl.root,
    [`midfill.${setting}.model`]: model,
  };
  return {
    canary: { text, ttftMs: end.ttftMs, totalMs: end.totalMs },
    settings: text.trim() === '' ? undefined : settings,
  };
}

function lookAtUrl(url: string, origin: string, find: Find): void {
  if (origin.endsWith('//codestral.mistral.ai')) {
    find(
      'old-codestral-host',
      'note',
      'codestral.mistral.ai is being retired. Use https://api.mistral.ai with a key of your Mistral account.',
    );
  }
  if (/(\/v1|\/beta)\/(v1\/)?\1(\/|$)/.test(url) || /(\/v1|\/beta)\1/.test(url)) {
    find('doubled-path', 'note', 'The path names /v1 or /beta twice. Midfill uses it once.');
  } else if (/\/(completions?|infill|api\/generate|api\/chat)\/?$/.test(url)) {
    find('whole-route', 'note', 'The URL is a whole route. Midfill takes its base.');
  }
}

function chooseModel(
  id: ServiceId,
  models: readonly ListedModel[],
  asked: string | undefined,
  find: Find,
): ListedModel | undefined {
  const isAsked = ({ name }: ListedModel): boolean => name === asked || name === `${asked ?? ''}:latest`;
  const chosen = asked === undefined ? bestOf(id, models) : models.find(isAsked);
  if (asked !== undefined && chosen === undefined && models.length > 0 && id !== 'llamacpp') {
    const names = models
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ');
    if (id === 'ollama') {
      find('model-not-pulled', 'problem', `Ollama has no model ${asked}. Get it with: ollama pull ${asked}`);
    } else find('model-not-there', 'problem', `The server has no model ${asked}. It has ${names}.`);
  }
  if (models.length === 0) {
    const remedy = id === 'ollama' ? ' Get one with: ollama pull qwen2.5-coder:1.5b-base' : '';
    find('no-models', asked === undefined ? 'problem' : 'note', `The server lists no models.${remedy}`);
  }
  if (chosen?.canFim === false || (asked === undefined && models.length > 0 && chosen === undefined)) {
    find(
      'model-without-fim',
      'problem',
      `${chosen?.name ?? 'None of the models'} can${chosen === undefined ? '' : 'not'} fill in the middle. ` +
        'Choose a model that can, such as Qwen2.5-Coder, StarCoder 2 or Codestral.',
    );
  }
  return chosen;
}

/** The default of the service, else the first that says it can, else the first that may. */
function bestOf(id: ServiceId, models: readonly ListedModel[]): ListedModel | undefined {
  const preferred = initialSettings[`${settingNames[id]}.model`];
  return (
    models.find(({ name }) => name === preferred) ??
    models.find(({ canFim }) => canFim === true) ??
    models.find(({ canFim }) => canFim === undefined)
  );
}

function explainFailure(
  error: ProviderError,
  options: ProbeOptions,
  destination: BaseUrlDestination,
  find: Find,
): void {
  const { origin, locality } = destination;
  if (error.kind === 'unreachable' && locality === 'local' && options.isRemote === true) {
    find(
      'localhost-in-remote',
      'problem',
      `${origin} means the remote machine here, and nothing answers there. For a model on your own machine ` +
        'set "remote.extensionKind": { "midfill.midfill": ["ui"] }, or forward its port.',
    );
    return;
  }
  find(trapOf(error, options.key, origin), 'problem', error.message);
}

function trapOf(error: ProviderError, key: string | undefined, origin: string): TrapId {
  const cause = causeOf(error);
  if (cause === 'certificate') return 'untrusted-certificate';
  if (cause === 'proxy' || (error.kind === 'bad-response' && error.status !== undefined)) return 'proxy-in-the-way';
  switch (error.kind) {
    case 'unreachable':
      return origin.endsWith(':11434') ? 'ollama-not-running' : 'not-running';
    case 'key-refused':
      return key === undefined || key === '' ? 'key-missing' : 'key-refused';
    case 'model-not-found':
      return 'model-not-there';
    case 'unsupported':
      return 'model-without-fim';
    default:
      return 'canary-failed';
  }
}

type BaseUrlDestination = Extract<BaseUrl, { kind: 'base-url' }>['destination'];

function causeOf(error: ProviderError): string | undefined {
  const { cause } = error;
  return typeof cause === 'object' && cause !== null && 'cause' in cause ? String(cause.cause) : undefined;
}

function guessService(url: string, service: ServiceId | undefined): ServiceId {
  if (service !== undefined) return service;
  return url.includes(':11434') ? 'ollama' : 'openai-compatible';
}
