import { type Exchange, type Json, numberOf, stopsOf, textOf } from './exchange.ts';
import type { ModelRequest } from './model.ts';

/** The messages of a chat request. */
function messagesOf(body: Json): readonly Json[] {
  const messages = body['messages'];
  return Array.isArray(messages)
    ? messages.filter((item): item is Json => typeof item === 'object' && item !== null)
    : [];
}

/** What the answer has to begin with; undefined where the last message doesn't ask for it. */
export function prefixOf(body: Json): string | undefined {
  const last = messagesOf(body).at(-1);
  return last?.['role'] === 'assistant' && last['prefix'] === true ? textOf(last, 'content') : undefined;
}

export function chatRequest(exchange: Exchange): ModelRequest {
  const { body } = exchange.request;
  return {
    model: textOf(body, 'model'),
    prompt: messagesOf(body)
      .map((message) => textOf(message, 'content'))
      .join('\n'),
    suffix: '',
    maxTokens: numberOf(body, 'max_tokens') ?? -1,
    stop: stopsOf(body),
    http: exchange.request,
  };
}
