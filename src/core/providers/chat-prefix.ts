import { type ServiceId, requireFeature, serviceFacts } from './capabilities.ts';
import { collectResult } from './complete-once.ts';
import { streamCompletion } from './completion-stream.ts';
import { ProviderError } from './errors.ts';
import { openEventStream, readCompletionEvent } from './event-messages.ts';
import { jsonHeaders } from './http-stream.ts';
import type { StreamEnd, StreamPart } from './provider.ts';
import { type ServiceOptions, addressee } from './service-options.ts';
import { TextFilter } from './text-filter.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatPrefixRequest {
  /** The last one is the assistant's; its content is what the answer starts with. */
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly temperature: number;
  readonly stop: readonly string[];
  readonly firstTokenTimeoutMs: number;
}

export type ChatPrefixResult =
  | {
      readonly kind: 'success';
      /** Prefix and continuation, the prefix once. */
      readonly text: string;
      readonly continuation: string;
      /** The chat with the last message grown to `text`, for the next turn. */
      readonly messages: readonly ChatMessage[];
      readonly end: StreamEnd;
    }
  | { readonly kind: 'failure'; readonly status: number; readonly error: ProviderError }
  | { readonly kind: 'call-error'; readonly error: ProviderError };

/** Has a chat model go on with an answer that was begun for it. Throws an error of use before anything is sent. */
export function checkChatPrefix(id: ServiceId, messages: readonly ChatMessage[]): void {
  requireFeature(id, 'prefixCompletion');
  const last = messages.at(-1);
  if (last === undefined) throw badChat('The chat is empty. It needs a question, and the start of an answer.');
  if (last.role !== 'assistant') {
    throw badChat(`The last message is the ${last.role}'s. It must be the assistant's: the start of the answer.`);
  }
  if (last.content === '') throw badChat('The last message is empty. It must hold the start of the answer.');
}

/** Streams the continuation without the prefix, whether the service repeats that or not. */
export function streamChatPrefix(
  id: ServiceId,
  options: ServiceOptions,
  request: ChatPrefixRequest,
  signal: AbortSignal,
): AsyncIterable<StreamPart> {
  checkChatPrefix(id, request.messages);
  const { host, key } = options;
  const to = { ...addressee(id, options), confidential: request.messages.map(({ content }) => content) };
  const parts = streamCompletion(
    {
      clock: host.clock,
      log: host.log,
      to,
      open: (attempt) =>
        openEventStream(
          {
            host,
            to,
            request: {
              method: 'POST',
              url: options.baseUrl.root + (id === 'deepseek' ? '/beta/chat/completions' : '/v1/chat/completions'),
              headers: jsonHeaders('text/event-stream', key),
              body: JSON.stringify(bodyOf(id, options.model, request)),
            },
          },
          readCompletionEvent,
          attempt,
        ),
      filter: new TextFilter([]),
      // The echo of the prefix is no part of what was asked for.
      maxTokens: request.maxTokens + (request.messages.at(-1)?.content.length ?? 0),
      firstTokenTimeoutMs: request.firstTokenTimeoutMs,
    },
    signal,
  );
  return serviceFacts[id].echoesPrefix === true ? withoutEcho(parts, request.messages.at(-1)?.content ?? '') : parts;
}

/** The whole answer at once. */
export async function completeChatPrefix(
  id: ServiceId,
  options: ServiceOptions,
  request: ChatPrefixRequest,
  signal: AbortSignal,
): Promise<ChatPrefixResult> {
  const result = await collectResult(() => streamChatPrefix(id, options, request, signal));
  if (result.kind !== 'success') return result;
  const content = (request.messages.at(-1)?.content ?? '') + result.text;
  return {
    kind: 'success',
    text: content,
    continuation: result.text,
    messages: [...request.messages.slice(0, -1), { role: 'assistant', content }],
    end: result.end,
  };
}

function bodyOf(id: ServiceId, model: string, { messages, maxTokens, temperature, stop }: ChatPrefixRequest): object {
  return {
    model,
    messages: messages.map((message, index) =>
      index === messages.length - 1 ? { ...message, prefix: true } : message,
    ),
    max_tokens: maxTokens,
    temperature,
    ...(stop.length === 0 ? {} : { stop: stop.slice(0, serviceFacts[id].maxStops) }),
    stream: true,
    // Mistral's schema is closed and refuses the field; DeepSeek thinks before it goes on unless it is told not to.
    ...(id === 'deepseek' ? { stream_options: { include_usage: true }, thinking: { type: 'disabled' } } : {}),
  };
}

/** Swallows the prefix from the stream's start; where the service did not repeat it after all, nothing is lost. */
async function* withoutEcho(parts: AsyncIterable<StreamPart>, prefix: string): AsyncGenerator<StreamPart, void, void> {
  let seen: string | undefined = '';
  for await (const part of parts) {
    if (seen === undefined) {
      yield part;
      continue;
    }
    if (part.kind === 'text') seen += part.text;
    const isOver = part.kind === 'end';
    if (!isOver && seen.length < prefix.length && prefix.startsWith(seen)) continue;
    const rest: string = seen.startsWith(prefix) ? seen.slice(prefix.length) : seen;
    if (rest !== '') yield { kind: 'text', text: rest };
    if (isOver) yield part;
    seen = undefined;
  }
}

function badChat(message: string): ProviderError {
  return new ProviderError('bad-request', message);
}
