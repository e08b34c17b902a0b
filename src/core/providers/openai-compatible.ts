import { noteFailure } from '../../base/note-failure.ts';
import type { SendablePrompt } from '../privacy/sendable-prompt.ts';
import type { PromptDraft } from '../prompt.ts';
import { openAiRoot } from './base-url.ts';
import { serviceFacts } from './capabilities.ts';
import { type WireMessage, streamCompletion } from './completion-stream.ts';
import { ProviderError, isProviderError } from './errors.ts';
import { openEventStream, readCompletionEvent } from './event-messages.ts';
import { type Addressee, askedWith, rethrowAsProviderError } from './failures.ts';
import { fetchJson } from './fetch-json.ts';
import { type FimTemplate, findTemplate } from './fim-templates.ts';
import { jsonHeaders } from './http-stream.ts';
import { listAt, numberAt, objectAt, stringAt } from './json-fields.ts';
import type { CompletionProvider, CompletionRequest, PromptFields, ServerLimits } from './provider.ts';
import { cutAtMarkers, renderAsComments, renderTemplate } from './render-prompt.ts';
import { type ServiceOptions, addressee } from './service-options.ts';
import { TextFilter } from './text-filter.ts';

/** How a server is told about the text after the cursor. */
export type FimMode =
  | { readonly kind: 'template'; readonly template: FimTemplate }
  /** In a field of its own, where a probe has shown that the server reads it. */
  | { readonly kind: 'suffix' };

/** `/v1/completions` of vLLM, SGLang, TGI, LM Studio and others: most refuse or ignore `suffix`, so we render. */
export class OpenAiCompatibleProvider implements CompletionProvider {
  readonly id = 'openai-compatible';
  readonly model: string;
  readonly destination: CompletionProvider['destination'];
  readonly #options: ServiceOptions;
  readonly #to: Addressee;
  readonly #url: string;
  #contextTokens: number | undefined;
  #mode: Promise<FimMode> | undefined;

  constructor(options: ServiceOptions) {
    this.model = options.model;
    this.destination = options.baseUrl.destination;
    this.#options = options;
    this.#to = addressee('openai-compatible', options);
    this.#url = `${openAiRoot(options.baseUrl.root)}/completions`;
    const match = findTemplate(options.model);
    if (match.kind === 'template') this.#mode = Promise.resolve({ kind: 'template', template: match.template });
  }

  prepare(): void {
    this.#options.host.transport.prewarm(this.#url);
    const log = this.#options.host.log.child('openai-compatible');
    this.#readContext().catch(noteFailure(log, 'The size of the context could not be read.'));
  }

  limits(): ServerLimits {
    return this.#contextTokens === undefined ? {} : { contextTokens: this.#contextTokens };
  }

  async preview(prompt: SendablePrompt): Promise<PromptFields> {
    return fieldsOf(await this.#findMode().catch(rethrowAsProviderError(this.#to)), prompt);
  }

  complete(request: CompletionRequest, signal: AbortSignal): ReturnType<CompletionProvider['complete']> {
    const { host, model } = this.#options;
    const match = findTemplate(model);
    const template = match.kind === 'template' ? match.template : undefined;
    const stops = [...request.stop, ...(template?.stops ?? [])];
    return streamCompletion(
      {
        clock: host.clock,
        log: host.log,
        to: this.#to,
        open: (attempt) => this.#open(request, stops, attempt),
        filter: new TextFilter(stops, template?.removals),
        maxTokens: request.maxTokens,
        firstTokenTimeoutMs: request.firstTokenTimeoutMs,
      },
      signal,
    );
  }

  async *#open(
    request: CompletionRequest,
    stops: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<WireMessage, void, void> {
    const { host, model, key } = this.#options;
    const { prompt, maxTokens, temperature } = request;
    const body = {
      model,
      ...fieldsOf(await this.#findMode(), prompt),
      max_tokens: maxTokens,
      temperature,
      // The rest of them is found in the answer, by the filter.
      ...(stops.length === 0 ? {} : { stop: stops.slice(0, serviceFacts['openai-compatible'].maxStops) }),
      stream: true,
      stream_options: { include_usage: true },
    };
    yield* openEventStream(
      {
        host,
        to: askedWith(this.#to, prompt),
        request: {
          method: 'POST',
          url: this.#url,
          headers: jsonHeaders('text/event-stream', key),
          body: JSON.stringify(body),
        },
      },
      readCompletionEvent,
      signal,
    );
  }

  /** vLLM and those like it say how long a prompt may be. */
  async #readContext(): Promise<void> {
    if (this.#contextTokens !== undefined) return;
    const { host, baseUrl, key, model } = this.#options;
    const url = `${openAiRoot(baseUrl.root)}/models`;
    const json = await fetchJson({ host, to: this.#to, url, key }, new AbortController().signal);
    const own = listAt(json, 'data').find((listed) => stringAt(listed, 'id') === model);
    this.#contextTokens = numberAt(own, 'max_model_len');
  }

  #findMode(): Promise<FimMode> {
    this.#mode ??= this.#probeMode().catch((error: unknown) => {
      this.#mode = undefined;
      throw error;
    });
    return this.#mode;
  }

  async #probeMode(): Promise<FimMode> {
    if (await takesSuffix(this.#options)) return { kind: 'suffix' };
    throw new ProviderError(
      'unsupported',
      `Midfill doesn't know how ${this.model} fills in the middle, and the server takes no suffix for it. ` +
        'Use a model that can, such as Qwen2.5-Coder, under a name that says so.',
    );
  }
}

/**
 * Whether the server reads `suffix`. Some refuse the field and some ignore it; a longer suffix that costs no prompt
 * token was ignored.
 */
export async function takesSuffix(options: ServiceOptions): Promise<boolean> {
  const { host, baseUrl, model, key } = options;
  const to = addressee('openai-compatible', options);
  const url = `${openAiRoot(baseUrl.root)}/completions`;
  const countTokens = async (suffix: string): Promise<number> => {
    const body = { model, prompt: 'def add(a, b):\n', suffix, max_tokens: 1, temperature: 0 };
    const json = await fetchJson({ host, to, url, key, body }, new AbortController().signal);
    return numberAt(objectAt(json, 'usage'), 'prompt_tokens') ?? 0;
  };
  try {
    const short = await countTokens('\n');
    return (await countTokens('\n\ndef subtract(a, b):\n    return a - b\n\nprint(add(1, 2))\n')) > short;
  } catch (error) {
    if (isProviderError(error) && (error.kind === 'unsupported' || error.kind === 'bad-request')) return false;
    throw error;
  }
}

function fieldsOf(mode: FimMode, draft: PromptDraft): PromptFields {
  if (mode.kind === 'template') return { prompt: renderTemplate(mode.template, cutAtMarkers(mode.template, draft)) };
  const { prefix, suffix } = renderAsComments(draft);
  return { prompt: prefix, suffix };
}
