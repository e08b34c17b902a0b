import { serviceFacts } from './capabilities.ts';
import { streamCompletion } from './completion-stream.ts';
import { openEventStream, readCompletionEvent } from './event-messages.ts';
import { askedWith } from './failures.ts';
import { jsonHeaders } from './http-stream.ts';
import type { PromptDraft } from '../prompt.ts';
import type { CompletionProvider, CompletionRequest, PromptFields } from './provider.ts';
import { renderAsComments } from './render-prompt.ts';
import { type ServiceOptions, addressee } from './service-options.ts';
import { TextFilter } from './text-filter.ts';

/** DeepSeek's completions of the beta: plain prompt and suffix, the service renders its template. */
export function createDeepSeek(options: ServiceOptions): CompletionProvider {
  const { host, baseUrl, model, key } = options;
  const { maxOutputTokens = Infinity, maxStops } = serviceFacts.deepseek;
  const to = addressee('deepseek', options);
  const url = `${baseUrl.root}/beta/completions`;

  const bodyOf = ({ prompt, maxTokens, temperature, stop }: CompletionRequest): object => {
    return {
      model,
      ...fieldsOf(prompt),
      max_tokens: Math.min(maxTokens, maxOutputTokens),
      temperature,
      ...(stop.length === 0 ? {} : { stop: stop.slice(0, maxStops) }),
      stream: true,
      stream_options: { include_usage: true },
    };
  };

  return {
    id: 'deepseek',
    model,
    destination: baseUrl.destination,
    complete: (request, signal) =>
      streamCompletion(
        {
          clock: host.clock,
          log: host.log,
          to,
          open: (attempt) =>
            openEventStream(
              {
                host,
                to: askedWith(to, request.prompt),
                request: {
                  method: 'POST',
                  url,
                  headers: jsonHeaders('text/event-stream', key),
                  body: JSON.stringify(bodyOf(request)),
                },
              },
              readCompletionEvent,
              attempt,
            ),
          filter: new TextFilter(request.stop),
          maxTokens: request.maxTokens,
          firstTokenTimeoutMs: request.firstTokenTimeoutMs,
        },
        signal,
      ),
    preview: (prompt) => Promise.resolve(fieldsOf(prompt)),
    prepare: () => host.transport.prewarm(url),
  };
}

function fieldsOf(draft: PromptDraft): PromptFields {
  const { prefix, suffix } = renderAsComments(draft);
  return { prompt: prefix, ...(suffix === '' ? {} : { suffix }) };
}
