import type { WireMessage } from './completion-stream.ts';
import { type ServerEvent, readEvents } from './event-stream.ts';
import { type Addressee, badResponse, errorFromAnswer } from './failures.ts';
import { type StreamRequest, openStream } from './http-stream.ts';
import { type JsonObject, isObject, listAt, numberAt, objectAt, parseJson, stringAt } from './json-fields.ts';
import type { TokenUsage } from './provider.ts';

/** Makes a request and reads its answer's events by a protocol. */
export async function* openEventStream(
  request: Omit<StreamRequest, 'contentType'>,
  read: (to: Addressee, event: ServerEvent) => WireMessage,
  signal: AbortSignal,
): AsyncGenerator<WireMessage, void, void> {
  const response = await openStream({ ...request, contentType: 'event-stream' }, signal);
  yield { protocol: response.protocol };
  for await (const event of readEvents(response.body)) yield read(request.to, event);
}

/** One event of `/completions` or `/chat/completions`, as OpenAI, Mistral, DeepSeek, vLLM and others write it. */
export function readCompletionEvent(to: Addressee, event: ServerEvent): WireMessage {
  if (isDone(event)) return { isEnd: true };
  const json = readJson(to, event);
  const choice = listAt(json, 'choices')[0];
  const text = stringAt(choice, 'text') ?? contentText(choice);
  const finish = finishOf(stringAt(choice, 'finish_reason'));
  const model = stringAt(json, 'model');
  const usage = readUsage(objectAt(json, 'usage'));
  const logProbabilities = readLogProbabilities(objectAt(choice, 'logprobs'));
  return {
    ...(text === undefined ? {} : { text }),
    ...(finish === undefined ? {} : { finish }),
    ...(model === undefined ? {} : { modelVersion: model }),
    ...(usage === undefined ? {} : { usage }),
    ...(logProbabilities.length === 0 ? {} : { logProbabilities }),
  };
}

export function isDone(event: ServerEvent): boolean {
  return event.data.trim() === '[DONE]';
}

/** The object in an event; an error in it, under whatever status the stream began, is thrown. */
export function readJson(to: Addressee, event: ServerEvent): JsonObject {
  const json = parseJson(event.data);
  if (event.type === 'error' || (isObject(json) && isError(json))) {
    const code = numberAt(objectAt(json, 'error'), 'code') ?? numberAt(json, 'code') ?? 500;
    throw errorFromAnswer(to, { status: code >= 400 && code < 600 ? code : 500, body: event.data });
  }
  if (!isObject(json)) throw badResponse(to);
  return json;
}

/** In OpenAI's envelope, or in Mistral's, whose errors are objects named so. */
function isError(json: JsonObject): boolean {
  return (json['error'] ?? undefined) !== undefined || json['object'] === 'error';
}

/** Why the model stopped. What a service does for reasons of its own breaks the text off. */
export function finishOf(reason: string | null | undefined): WireMessage['finish'] {
  if (reason === undefined || reason === null) return undefined;
  if (reason === 'length') return 'length';
  return reason === 'error' || reason === 'insufficient_system_resource' ? 'truncated' : 'stop';
}

/** Text of a chat message: a string, a list of chunks, or null. */
function contentText(choice: unknown): string | undefined {
  const message = objectAt(choice, 'delta') ?? objectAt(choice, 'message');
  const content = stringAt(message, 'content');
  if (content !== undefined) return content;
  const chunks = listAt(message, 'content');
  return chunks.length === 0 ? undefined : chunks.map((chunk) => stringAt(chunk, 'text') ?? '').join('');
}

function readUsage(usage: JsonObject | undefined): TokenUsage | undefined {
  const promptTokens = numberAt(usage, 'prompt_tokens');
  const completionTokens = numberAt(usage, 'completion_tokens');
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  const cachedPromptTokens =
    numberAt(objectAt(usage, 'prompt_tokens_details'), 'cached_tokens') ??
    numberAt(usage, 'prompt_cache_hit_tokens') ??
    0;
  return { promptTokens, completionTokens, cachedPromptTokens };
}

/** In the form of completions (`token_logprobs`) or of chats (`content`). */
function readLogProbabilities(logprobs: JsonObject | undefined): readonly number[] {
  const plain = listAt(logprobs, 'token_logprobs').filter((value) => typeof value === 'number');
  return plain.length > 0 ? plain : listAt(logprobs, 'content').flatMap((entry) => numberAt(entry, 'logprob') ?? []);
}
