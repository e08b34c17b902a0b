import type { Host, MistralFimRequest } from '../host.ts';
import type { PromptDraft } from '../prompt.ts';
import { serviceFacts } from './capabilities.ts';
import { type WireMessage, streamCompletion } from './completion-stream.ts';
import { finishOf, isDone, readJson } from './event-messages.ts';
import { readEvents } from './event-stream.ts';
import { askedWith } from './failures.ts';
import { openStream } from './http-stream.ts';
import type { CompletionProvider, CompletionRequest } from './provider.ts';
import { renderWithFileHeaders } from './render-prompt.ts';
import { type ServiceOptions, addressee } from './service-options.ts';
import { TextFilter } from './text-filter.ts';

/** Without it the model may go on with another file. */
const nextFile = '\n+++++ ';

/** Mistral's fill-in-the-middle endpoint. The service makes the control tokens; markers in our text are just text. */
export function createCodestral(
  options: ServiceOptions & { readonly host: Pick<Host, 'clock' | 'log' | 'transport' | 'mistral'> },
): CompletionProvider {
  const { host, baseUrl, model, key } = options;
  const service = addressee('codestral', options);

  async function* open(
    { prompt, maxTokens, temperature, cacheKey }: CompletionRequest,
    stop: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<WireMessage, void, void> {
    const to = askedWith(service, prompt);
    const request: MistralFimRequest = {
      model,
      ...fieldsOf(prompt),
      maxTokens,
      temperature,
      stop: stop.slice(0, serviceFacts.codestral.maxStops),
      ...(cacheKey === undefined ? {} : { promptCacheKey: cacheKey }),
    };
    let protocol: 'h1' | 'h2' | undefined;
    let isWhole = false;
    async function* frame(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
      for await (const event of readEvents(body)) {
        if (isDone(event)) {
          isWhole = true;
          continue;
        }
        readJson(to, event);
        yield event.data;
      }
    }
    const events = host.mistral.stream(
      {
        serverUrl: baseUrl.root,
        apiKey: key ?? '',
        request,
        send: async (httpRequest, sendSignal) => {
          const response = await openStream(
            { host, to, request: httpRequest, contentType: 'event-stream' },
            sendSignal,
          );
          protocol = response.protocol;
          return frame(response.body);
        },
      },
      signal,
    );
    for await (const { text, finishReason, model: modelVersion, usage } of events) {
      const finish = finishOf(finishReason);
      yield {
        text,
        modelVersion,
        ...(finish === undefined ? {} : { finish }),
        ...(usage === undefined ? {} : { usage }),
        ...(protocol === undefined ? {} : { protocol }),
      };
    }
    if (isWhole) yield { isEnd: true };
  }

  return {
    id: 'codestral',
    model,
    destination: baseUrl.destination,
    complete: (request, signal) => {
      const stop = request.prompt.snippets.length === 0 ? request.stop : [...request.stop, nextFile];
      return streamCompletion(
        {
          clock: host.clock,
          log: host.log,
          to: service,
          open: (attempt) => open(request, stop, attempt),
          filter: new TextFilter(stop),
          maxTokens: request.maxTokens,
          firstTokenTimeoutMs: request.firstTokenTimeoutMs,
        },
        signal,
      );
    },
    preview: (prompt) => Promise.resolve(fieldsOf(prompt)),
    prepare: () => {
      host.transport.prewarm(baseUrl.root);
      host.mistral.prepare();
    },
  };
}

function fieldsOf(draft: PromptDraft): { prompt: string; suffix: string } {
  const { prefix, suffix } = renderWithFileHeaders(draft);
  return { prompt: prefix, suffix };
}
