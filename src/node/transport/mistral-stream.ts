import { MistralCore } from '@mistralai/mistralai/core.js';
import { fimStream } from '@mistralai/mistralai/funcs/fimStream.js';
import { HTTPClient } from '@mistralai/mistralai/lib/http.js';
import type { CompletionEvent } from '@mistralai/mistralai/models/components/completionevent.js';
import type { HttpRequest, MistralEventError, MistralFimCall, MistralFimEvent } from '../../core/host.ts';
import { abortError } from './transport-errors.ts';

const encoder = new TextEncoder();

/** The SDK would print keys and source text where `MISTRAL_DEBUG` is set. */
const silentLogger = { group: (): void => {}, groupEnd: (): void => {}, log: (): void => {} };

/** One request for a completion by the SDK. A bundle of its own with it, loaded at the first use of Codestral. */
export async function* streamFim(
  call: MistralFimCall,
  signal: AbortSignal,
): AsyncGenerator<MistralFimEvent, void, void> {
  const sending = new Sending(call, signal);
  const client = new MistralCore({
    serverURL: call.serverUrl,
    apiKey: call.apiKey,
    retryConfig: { strategy: 'none' },
    httpClient: new HTTPClient({ fetcher: (request) => sending.fetch(request as Request) }),
    ...(process.env['MISTRAL_DEBUG'] === undefined ? {} : { debugLogger: silentLogger }),
  });
  const { stop, ...request } = call.request;
  const result = await fimStream(
    client,
    { ...request, ...(stop.length === 0 ? {} : { stop: [...stop] }), stream: true },
    { signal, retries: { strategy: 'none' } },
  );
  try {
    if (!result.ok) throw result.error;
    for await (const { data } of result.value) yield toEvent(data);
  } catch {
    // The SDK wraps what our own side threw, each way differently.
    throw sending.failure ?? (signal.aborted ? abortError() : eventError());
  }
}

/** What the SDK takes for the network. */
class Sending {
  /** What the caller's `send`, or its events, threw. */
  failure: Error | undefined;
  readonly #call: MistralFimCall;
  readonly #signal: AbortSignal;

  constructor(call: MistralFimCall, signal: AbortSignal) {
    this.#call = call;
    this.#signal = signal;
  }

  async fetch(request: Request): Promise<Response> {
    try {
      const headers = Object.fromEntries(request.headers);
      // The SDK sends an empty cookie, and without a key of its own one from the environment.
      delete headers['cookie'];
      if (this.#call.apiKey === '') delete headers['authorization'];
      const method = request.method as HttpRequest['method'];
      const events = await this.#call.send(
        { method, url: request.url, headers, body: await request.text() },
        this.#signal,
      );
      return new Response(this.#frame(events[Symbol.asyncIterator]()), {
        headers: { 'content-type': 'text/event-stream' },
      });
    } catch (error) {
      this.failure = error as Error;
      throw error;
    }
  }

  /** One whole event a chunk: the SDK's own framing loses unterminated events, and is quadratic in a long chunk. */
  #frame(events: AsyncIterator<string>): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const event = await events.next();
            if (event.done === true) controller.close();
            else controller.enqueue(encoder.encode(`data: ${event.value}\n\n`));
          } catch (error) {
            this.failure = error as Error;
            throw error;
          }
        },
        cancel: async () => {
          await events.return?.();
        },
      },
      // Nothing ahead of need, so that leaving the loop early leaves nothing read.
      { highWaterMark: 0 },
    );
  }
}

function toEvent({ choices, model, usage }: CompletionEvent['data']): MistralFimEvent {
  const [choice] = choices;
  const content = choice?.delta.content ?? '';
  return {
    text:
      typeof content === 'string'
        ? content
        : content.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join(''),
    finishReason: choice?.finishReason ?? null,
    model,
    ...(usage === undefined
      ? {}
      : {
          usage: {
            promptTokens: usage.promptTokens ?? 0,
            completionTokens: usage.completionTokens ?? 0,
            cachedPromptTokens: cachedTokens(usage['prompt_tokens_details']),
          },
        }),
  };
}

/** The SDK hands on what it doesn't know in the service's own spelling. */
function cachedTokens(details: unknown): number {
  if (typeof details !== 'object' || details === null || !('cached_tokens' in details)) return 0;
  return typeof details.cached_tokens === 'number' ? details.cached_tokens : 0;
}

/** Without the SDK's own error, which quotes what came. */
function eventError(): Error & MistralEventError {
  const error = new Error('Mistral sent an event that its SDK cannot read.');
  return Object.assign(error, { kind: 'mistral-event-error' as const });
}
