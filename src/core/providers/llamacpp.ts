import { noteFailure } from '../../base/note-failure.ts';
import { lineStart } from '../../base/text.ts';
import type { SendablePrompt } from '../privacy/sendable-prompt.ts';
import type { PromptDraft } from '../prompt.ts';
import { type WireMessage, streamCompletion } from './completion-stream.ts';
import { ProviderError, isProviderError } from './errors.ts';
import { openEventStream, readJson } from './event-messages.ts';
import type { ServerEvent } from './event-stream.ts';
import { type Addressee, askedWith, rethrowAsProviderError } from './failures.ts';
import { fetchJson } from './fetch-json.ts';
import { type FimTemplate, findTemplate } from './fim-templates.ts';
import { jsonHeaders } from './http-stream.ts';
import { numberAt, objectAt, stringAt } from './json-fields.ts';
import type { CompletionProvider, CompletionRequest, PromptFields, ServerLimits } from './provider.ts';
import { cutAtMarkers, renderTemplate } from './render-prompt.ts';
import { type ServiceOptions, addressee } from './service-options.ts';
import { TextFilter } from './text-filter.ts';

/** What `/props` says about the one model that a server has. */
interface ServerFacts {
  readonly modelName: string;
  readonly contextTokens: number | undefined;
  readonly slots: number | undefined;
  readonly template: FimTemplate | undefined;
}

/** From the first token on, and only after a newline: a block that takes longer is longer than anyone reads. */
const maxPredictMs = 3000;
/** Of a batch, unless the server was told otherwise. */
const batchTokens = 2048;
/** What the cursor's own line may take of the suffix's share: the server counts it there. */
const mostTokensOfLine = 12;

/** llama-server: `/infill`, where the server knows the model's tokens; else a template rendered here. */
export class LlamaCppProvider implements CompletionProvider {
  readonly id = 'llamacpp';
  readonly destination: CompletionProvider['destination'];
  readonly #options: ServiceOptions;
  readonly #to: Addressee;
  #facts: Promise<ServerFacts> | undefined;
  #known: ServerFacts | undefined;
  #hasInfill = true;

  constructor(options: ServiceOptions) {
    this.destination = options.baseUrl.destination;
    this.#options = options;
    this.#to = addressee('llamacpp', options);
  }

  get model(): string {
    return this.#options.model === '' ? (this.#known?.modelName ?? '') : this.#options.model;
  }

  prepare(): void {
    this.#describe().catch(
      noteFailure(this.#options.host.log.child('llamacpp'), 'The server could not be asked ahead.'),
    );
  }

  limits(answerTokens = 0): ServerLimits {
    const { contextTokens, slots } = this.#known ?? {};
    return {
      ...(contextTokens !== undefined && { contextTokens }),
      ...(slots !== undefined && { slots }),
      ...(this.#hasInfill && infillLimits(contextTokens, answerTokens)),
    };
  }

  async preview(prompt: SendablePrompt): Promise<PromptFields> {
    const { template, modelName } = await this.#describe().catch(rethrowAsProviderError(this.#to));
    const clean = template === undefined ? prompt : cutAtMarkers(template, prompt);
    if (this.#hasInfill) return infillBody(clean);
    if (template === undefined) throw noTemplate(modelName);
    return { prompt: renderTemplate(template, clean) };
  }

  async *complete(request: CompletionRequest, signal: AbortSignal): ReturnType<CompletionProvider['complete']> {
    const { host } = this.#options;
    const filter = new TextFilter(request.stop);
    yield* streamCompletion(
      {
        clock: host.clock,
        log: host.log,
        to: this.#to,
        open: (attempt) => this.#open(request, filter, attempt),
        filter,
        maxTokens: request.maxTokens,
        firstTokenTimeoutMs: request.firstTokenTimeoutMs,
      },
      signal,
    );
  }

  async *#open(
    request: CompletionRequest,
    filter: TextFilter,
    signal: AbortSignal,
  ): AsyncGenerator<WireMessage, void, void> {
    const facts = await this.#describe();
    const { template } = facts;
    const stops = [...request.stop, ...(template?.stops ?? [])];
    filter.add(stops, template?.removals);
    const prompt = template === undefined ? request.prompt : cutAtMarkers(template, request.prompt);
    if (this.#hasInfill) {
      try {
        yield* this.#stream('/infill', { ...infillBody(prompt), ...common(request, facts, stops) }, request, signal);
        return;
      } catch (error) {
        if (!isProviderError(error) || error.status !== 501) throw error;
        this.#hasInfill = false;
      }
    }
    if (template === undefined) throw noTemplate(facts.modelName);
    const rendered = renderTemplate(template, prompt);
    yield* this.#stream('/completion', { prompt: rendered, ...common(request, facts, stops) }, request, signal);
  }

  #stream(
    path: string,
    body: object,
    { prompt }: CompletionRequest,
    signal: AbortSignal,
  ): AsyncGenerator<WireMessage, void, void> {
    const { host, baseUrl, key } = this.#options;
    const headers = jsonHeaders('text/event-stream', key);
    const request = { method: 'POST', url: baseUrl.root + path, headers, body: JSON.stringify(body) } as const;
    return openEventStream({ host, to: askedWith(this.#to, prompt), request }, readEvent, signal);
  }

  #describe(): Promise<ServerFacts> {
    this.#facts ??= this.#fetchFacts().catch((error: unknown) => {
      this.#facts = undefined;
      throw error;
    });
    return this.#facts;
  }

  async #fetchFacts(): Promise<ServerFacts> {
    const { host, baseUrl, key, model } = this.#options;
    const url = `${baseUrl.root}/props`;
    const json = await fetchJson({ host, to: this.#to, url, key }, new AbortController().signal);
    const served = stringAt(json, 'model_alias') ?? stringAt(json, 'model_path') ?? '';
    this.#known = {
      modelName: model === '' ? (served.split(/[/\\]/).at(-1) ?? '') : model,
      contextTokens: numberAt(objectAt(json, 'default_generation_settings'), 'n_ctx'),
      slots: numberAt(json, 'total_slots'),
      template: templateOf([model, served, stringAt(json, 'model_path') ?? '']),
    };
    return this.#known;
  }
}

/**
 * `/infill` keeps 3/4 of its batch before the cursor and 1/4 after it, whatever its context; other files get what the
 * context has beyond the batch and twice the answer.
 */
function infillLimits(contextTokens: number | undefined, answerTokens: number): ServerLimits {
  const batch = Math.min(batchTokens, contextTokens ?? batchTokens);
  return {
    prefixTokens: Math.floor(batch / 4) * 3,
    suffixTokens: Math.floor(batch / 4) - mostTokensOfLine,
    ...(contextTokens !== undefined && { snippetTokens: Math.max(0, contextTokens - batch - 2 * answerTokens) }),
  };
}

function templateOf(names: readonly string[]): FimTemplate | undefined {
  return names.flatMap((name) => {
    const match = findTemplate(name);
    return match.kind === 'template' ? [match.template] : [];
  })[0];
}

/** The cursor's line goes apart from the lines above: the server keeps it whole when it cuts. */
function infillBody({ prefix, suffix, snippets }: PromptDraft): PromptFields {
  const start = lineStart(prefix, prefix.length);
  return {
    input_prefix: prefix.slice(0, start),
    prompt: prefix.slice(start),
    input_suffix: suffix,
    input_extra: snippets.map(({ path, text }) => ({ filename: path, text })),
  };
}

function common(
  { maxTokens, temperature }: CompletionRequest,
  { slots }: ServerFacts,
  stop: readonly string[],
): object {
  return {
    n_predict: maxTokens,
    temperature,
    stop,
    stream: true,
    cache_prompt: true,
    // Moves what is still valid of a cached prompt whose start was cut off.
    n_cache_reuse: 256,
    t_max_predict_ms: maxPredictMs,
    // The one slot keeps its cache; of several the server finds the one that fits.
    ...(slots === undefined || slots > 1 ? {} : { id_slot: 0 }),
  };
}

function readEvent(to: Addressee, event: ServerEvent): WireMessage {
  const json = readJson(to, event);
  const text = stringAt(json, 'content');
  const model = stringAt(json, 'model');
  const message: WireMessage = {
    ...(text === undefined ? {} : { text }),
    ...(model === undefined ? {} : { modelVersion: model }),
  };
  if (json['stop'] !== true) return message;
  const promptTokens = numberAt(json, 'tokens_evaluated');
  const completionTokens = numberAt(json, 'tokens_predicted');
  const timings = objectAt(json, 'timings');
  const cachedPromptTokens = numberAt(timings, 'cache_n') ?? 0;
  const readTokens = numberAt(timings, 'prompt_n');
  const readMs = numberAt(timings, 'prompt_ms');
  return {
    ...message,
    isEnd: true,
    finish: json['stop_type'] === 'limit' || json['stopped_limit'] === true ? 'length' : 'stop',
    ...(promptTokens === undefined || completionTokens === undefined
      ? {}
      : { usage: { promptTokens, completionTokens, cachedPromptTokens } }),
    ...(readTokens === undefined || readMs === undefined ? {} : { promptReading: { tokens: readTokens, ms: readMs } }),
  };
}

function noTemplate(modelName: string): ProviderError {
  return new ProviderError(
    'unsupported',
    `llama.cpp can't fill in the middle with ${modelName === '' ? 'this model' : modelName}, and Midfill doesn't know its template. ` +
      'Start the server with a model that can, such as Qwen2.5-Coder.',
    { status: 501 },
  );
}
