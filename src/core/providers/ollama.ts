import { noteFailure } from '../../base/note-failure.ts';
import type { SendablePrompt } from '../privacy/sendable-prompt.ts';
import type { PromptDraft } from '../prompt.ts';
import { type WireMessage, streamCompletion } from './completion-stream.ts';
import { ProviderError } from './errors.ts';
import { type Addressee, askedWith, badResponse, errorFromAnswer, rethrowAsProviderError } from './failures.ts';
import { type FimTemplate, findTemplate } from './fim-templates.ts';
import { fetchJson } from './fetch-json.ts';
import { jsonHeaders, openStream } from './http-stream.ts';
import { readLines } from './json-lines.ts';
import { type JsonObject, isObject, listAt, numberAt, objectAt, parseJson, stringAt } from './json-fields.ts';
import type {
  CompletionProvider,
  CompletionRequest,
  ModelMemory,
  PromptFields,
  ServerLimits,
  StreamPart,
} from './provider.ts';
import { cutAtMarkers, renderAsComments, renderTemplate } from './render-prompt.ts';
import { type ServiceOptions, addressee } from './service-options.ts';
import { TextFilter } from './text-filter.ts';

/** What `/api/show` says about a model, as far as completing needs it. */
interface ModelFacts {
  /** Whether the server renders a template with the suffix in it. */
  readonly takesSuffix: boolean;
  readonly template: FimTemplate | undefined;
}

/** Ollama unloads after five minutes by default, and loading takes longer than anyone waits for ghost text. */
const keepAlive = '30m';
const nanosecondsPerMs = 1e6;
/** Used longer ago than this, it is asked whether it is still loaded: another model may have pushed it out. */
const loadedForMs = 30_000;

/** Ollama's own `/api/generate`. Loading is never aborted by us: an abort there makes the next request load anew. */
export class OllamaProvider implements CompletionProvider {
  readonly id = 'ollama';
  readonly model: string;
  readonly destination: CompletionProvider['destination'];
  readonly #host: ServiceOptions['host'];
  readonly #root: string;
  readonly #to: Addressee;
  #facts: Promise<ModelFacts> | undefined;
  #loading: Promise<void> | undefined;
  #loadingSinceMs = 0;
  #offGpuShare: number | undefined;
  #loadedUntilMs = -Infinity;
  #contextTokens: number | undefined;
  #digest: string | undefined;

  constructor({ host, baseUrl, model }: Omit<ServiceOptions, 'key'>) {
    this.model = model;
    this.destination = baseUrl.destination;
    this.#host = host;
    this.#root = baseUrl.root;
    this.#to = addressee('ollama', { baseUrl, model });
  }

  prepare(): void {
    const note = noteFailure(this.#host.log.child('ollama'), 'The model could not be made ready ahead.');
    this.#load().catch(note);
    this.#describe().catch(note);
  }

  limits(): ServerLimits {
    return this.#contextTokens === undefined ? {} : { contextTokens: this.#contextTokens };
  }

  async preview(prompt: SendablePrompt): Promise<PromptFields> {
    const { prompt: text, suffix } = renderBody(
      this.model,
      await this.#describe().catch(rethrowAsProviderError(this.#to)),
      prompt,
    );
    return { prompt: text, ...(suffix === undefined ? {} : { suffix }) };
  }

  memory(): ModelMemory {
    return {
      ...(this.#loading !== undefined && { loadingForMs: this.#host.clock.monotonicMs() - this.#loadingSinceMs }),
      ...(this.#offGpuShare !== undefined && { offGpuShare: this.#offGpuShare }),
    };
  }

  async *complete(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<StreamPart, void, void> {
    const filter = new TextFilter(request.stop);
    yield* streamCompletion(
      {
        clock: this.#host.clock,
        log: this.#host.log,
        to: this.#to,
        open: (attempt) => this.#open(request, filter, attempt),
        filter,
        maxTokens: request.maxTokens,
        firstTokenTimeoutMs: request.firstTokenTimeoutMs,
        explainTimeout: () => this.#explainTimeout(),
      },
      signal,
    );
  }

  async *#open(
    request: CompletionRequest,
    filter: TextFilter,
    signal: AbortSignal,
  ): AsyncGenerator<WireMessage, void, void> {
    const [facts] = await Promise.all([this.#describe(), this.#load()]);
    if (signal.aborted) return;
    const { prompt } = request;
    const to = askedWith(this.#to, prompt);
    const stops = [...request.stop, ...(facts.template?.stops ?? [])];
    filter.add(stops, facts.template?.removals);
    const body = {
      model: this.model,
      ...renderBody(this.model, facts, prompt),
      stream: true,
      keep_alive: keepAlive,
      // Cut from the front, a prompt loses its markers and the answer its sense; an error is better.
      truncate: false,
      logprobs: true,
      // Sampling options only: any change in the others reloads the model.
      options: { temperature: request.temperature, num_predict: request.maxTokens, stop: stops },
    };
    const response = await openStream(
      {
        host: this.#host,
        to,
        request: {
          method: 'POST',
          url: `${this.#root}/api/generate`,
          headers: jsonHeaders('application/x-ndjson', undefined),
          body: JSON.stringify(body),
        },
        contentType: 'ndjson',
      },
      signal,
    );
    // The name stays when the weights behind it are pulled anew; the digest doesn't.
    const modelVersion = this.#digest === undefined ? this.model : `${this.model}@${this.#digest}`;
    yield { protocol: response.protocol, modelVersion };
    for await (const line of readLines(response.body)) {
      const message = readMessage(to, line);
      if (message.text !== undefined) this.#loadedUntilMs = this.#host.clock.monotonicMs() + loadedForMs;
      yield message;
    }
  }

  /** Asked once; a failure is asked again the next time. */
  #describe(): Promise<ModelFacts> {
    this.#facts ??= this.#fetchFacts().catch((error: unknown) => {
      this.#facts = undefined;
      throw error;
    });
    return this.#facts;
  }

  async #fetchFacts(): Promise<ModelFacts> {
    const body = await this.#post('/api/show', { model: this.model });
    const info = objectAt(body, 'model_info');
    const { template } = nameTemplate([
      this.model,
      stringAt(objectAt(body, 'details'), 'parent_model') ?? '',
      stringAt(info, 'general.basename') ?? '',
      stringAt(info, 'general.name') ?? '',
    ]);
    // Servers from before 2025 don't list capabilities; what decides is whether the template has a place for it.
    const takesSuffix = Array.isArray(body['capabilities'])
      ? listAt(body, 'capabilities').includes('insert')
      : (stringAt(body, 'template') ?? '').includes('.Suffix');
    return { takesSuffix, template };
  }

  /** Loads the model, or finds it loaded, which takes Ollama a millisecond. Never aborted. */
  #load(): Promise<void> {
    if (this.#host.clock.monotonicMs() < this.#loadedUntilMs) return Promise.resolve();
    if (this.#loading !== undefined) return this.#loading;
    this.#loadingSinceMs = this.#host.clock.monotonicMs();
    this.#loading = this.#post('/api/generate', { model: this.model, keep_alive: keepAlive })
      .then(async () => {
        this.#loadedUntilMs = this.#host.clock.monotonicMs() + loadedForMs;
        await this.#readRunning().catch(noteFailure(this.#host.log.child('ollama'), 'What runs could not be read.'));
      })
      .finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** What is known of a model only once it is loaded: its context depends on the machine's memory, too. */
  async #readRunning(): Promise<void> {
    const url = `${this.#root}/api/ps`;
    const running = await fetchJson({ host: this.#host, to: this.#to, url }, new AbortController().signal);
    const names = [this.model, `${this.model}:latest`];
    const own = listAt(running, 'models').find((model) => names.includes(stringAt(model, 'name') ?? ''));
    this.#contextTokens = numberAt(own, 'context_length');
    const size = numberAt(own, 'size') ?? 0;
    this.#offGpuShare = size > 0 ? 1 - Math.min(1, (numberAt(own, 'size_vram') ?? size) / size) : undefined;
    this.#digest = stringAt(own, 'digest')?.replace('sha256:', '').slice(0, 12);
  }

  #post(path: string, body: object): Promise<JsonObject> {
    return fetchJson(
      { host: this.#host, to: this.#to, url: this.#root + path, body: { ...body, stream: false } },
      new AbortController().signal,
    );
  }

  #explainTimeout(): ProviderError | undefined {
    // It may have been thrown out of memory since it answered last.
    this.#loadedUntilMs = -Infinity;
    if (this.#loading === undefined) return undefined;
    return new ProviderError(
      'overloaded',
      `Ollama is loading ${this.model}. Completions start as soon as it is in memory.`,
      { isRetryable: true },
    );
  }
}

function nameTemplate(names: readonly string[]): { readonly template: FimTemplate | undefined } {
  for (const name of names) {
    const match = findTemplate(name);
    if (match.kind === 'template') return { template: match.template };
  }
  return { template: undefined };
}

/** Never both: with `raw` the server ignores the suffix. */
function renderBody(
  model: string,
  { takesSuffix, template }: ModelFacts,
  draft: PromptDraft,
): { readonly prompt: string; readonly suffix?: string; readonly think?: false; readonly raw?: true } {
  const clean = template === undefined ? draft : cutAtMarkers(template, draft);
  const wantsFiles = clean.snippets.length > 0 && template?.repositoryForm !== undefined;
  if (takesSuffix && !wantsFiles) {
    const { prefix, suffix } = renderAsComments(clean);
    // On a model that can think it is on unless it is off.
    return { prompt: prefix, suffix, think: false };
  }
  if (template === undefined) throw noTemplate(model);
  return { prompt: renderTemplate(template, clean), raw: true };
}

function noTemplate(model: string): ProviderError {
  return new ProviderError(
    'unsupported',
    `${model} can't fill in the middle as far as Ollama knows, and Midfill doesn't know its template. ` +
      'Choose a model that can, such as qwen2.5-coder:1.5b-base.',
  );
}

function readMessage(to: Addressee, line: string): WireMessage {
  const json = parseJson(line);
  if (!isObject(json)) throw badResponse(to);
  if (json['error'] !== undefined) throw errorFromAnswer(to, { status: 500, body: line });
  const text = stringAt(json, 'response');
  const logProbabilities = listAt(json, 'logprobs').flatMap((entry) => numberAt(entry, 'logprob') ?? []);
  const message: WireMessage = {
    ...(text === undefined ? {} : { text }),
    ...(logProbabilities.length === 0 ? {} : { logProbabilities }),
  };
  if (json['done'] !== true) return message;
  const promptTokens = numberAt(json, 'prompt_eval_count');
  const completionTokens = numberAt(json, 'eval_count');
  const readNs = numberAt(json, 'prompt_eval_duration');
  return {
    ...message,
    isEnd: true,
    finish: json['done_reason'] === 'length' ? 'length' : 'stop',
    ...(completionTokens === undefined
      ? {}
      : { usage: { promptTokens: promptTokens ?? 0, completionTokens, cachedPromptTokens: 0 } }),
    ...(promptTokens === undefined || readNs === undefined
      ? {}
      : { promptReading: { tokens: promptTokens, ms: readNs / nanosecondsPerMs } }),
  };
}
