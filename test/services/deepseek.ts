import { chatRequest, prefixOf } from './chat-prefix.ts';
import { hasKey, serveCompletion } from './completion.ts';
import { type Exchange, type Json, numberOf } from './exchange.ts';
import type { FaultName } from './faults.ts';
import type { Answer, Script } from './model.ts';
import {
  type CompletionShape,
  completionFormat,
  completionRequest,
  countsOf,
  errorEnvelope,
  wholeCompletion,
} from './openai-completions.ts';
import { doneEvent, event, eventFormat } from './server-sent-events.ts';
import { type StandIn, type Wire, startStandIn } from './stand-in.ts';
import type { StreamFormat } from './streaming.ts';

export interface DeepSeekScript extends Script {
  /** The only key that is let in; any, where not given. */
  readonly key?: string;
}

const model = 'deepseek-flash';

/** Fill-in-the-middle gives 4K tokens at most. */
const maxOutputTokens = 4096;

/** Speaks DeepSeek's beta: completions, chat with a prefix, the list of models. */
export function startDeepSeekStandIn(script: DeepSeekScript = {}, wire?: Wire): Promise<StandIn> {
  return startStandIn(serve, script, wire);
}

async function serve(exchange: Exchange, script: DeepSeekScript, fault: FaultName | undefined): Promise<void> {
  const { method, path, body } = exchange.request;
  const refusal = hasKey(exchange, script.key) ? refuse(body) : { status: 401, body: errorBody(401) };
  switch (`${method} ${path}`) {
    case 'POST /beta/completions':
    case 'POST /beta/v1/completions':
      return serveCompletion(exchange, {
        script,
        fault,
        format: completionFormat(exchange, shape),
        request: completionRequest(exchange),
        refusal,
        whole: wholeCompletion(exchange, shape),
      });
    case 'POST /beta/chat/completions':
    case 'POST /beta/v1/chat/completions':
      // DeepSeek's answer holds the continuation only.
      return serveCompletion(exchange, {
        script,
        fault,
        format: chatFormat(),
        request: chatRequest(exchange),
        refusal: refusal ?? (prefixOf(body) === undefined ? { status: 400, body: noPrefix } : undefined),
        whole: wholeChat,
      });
    case 'GET /models':
    case 'GET /v1/models':
      return exchange.json(200, {
        object: 'list',
        data: [model, 'deepseek-v4-pro'].map((id) => ({ id, object: 'model', owned_by: 'deepseek' })),
      });
    default:
      return exchange.text(404, '');
  }
}

const noPrefix = errorEnvelope(
  'The last message must be of the assistant with prefix.',
  'invalid_request_error',
  'invalid_request_error',
);

function refuse(body: Json): { readonly status: number; readonly body: unknown } | undefined {
  if ((numberOf(body, 'max_tokens') ?? 1) <= maxOutputTokens) return undefined;
  const message = `Invalid max_tokens value, the valid range of max_tokens is [1, ${maxOutputTokens}]`;
  return { status: 400, body: errorEnvelope(message, 'invalid_request_error', 'invalid_request_error') };
}

const shape: CompletionShape = { id: '60f16544', model, startsEmpty: true, usage: usageOf, errorBody };

function chatFormat(): StreamFormat {
  const chunk = (delta: Json, finish: string | null, rest: Json = {}): string =>
    event({
      id: '60f16544',
      object: 'chat.completion.chunk',
      created: 1_793_084_841,
      model,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...rest,
    });
  return eventFormat({
    piece: (text) => chunk({ content: text }, null),
    end: (answer) => chunk({ content: '' }, answer.finish, { usage: usageOf(answer) }) + doneEvent,
    errorBody,
  });
}

function wholeChat(answer: Answer): Json {
  return {
    id: '60f16544',
    object: 'chat.completion',
    created: 1_793_084_841,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.pieces.join('') },
        logprobs: null,
        finish_reason: answer.finish,
      },
    ],
    usage: usageOf(answer),
  };
}

function usageOf(answer: Answer): Json {
  return {
    ...countsOf(answer),
    prompt_tokens_details: { cached_tokens: 0 },
    prompt_cache_hit_tokens: 0,
    prompt_cache_miss_tokens: answer.promptTokens,
  };
}

function errorBody(status: number): unknown {
  const messages: Readonly<Record<number, string>> = {
    401: 'Authentication Fails, Your api key: ****ient is invalid',
    402: 'Insufficient Balance',
    429: 'Rate limit reached',
    503: 'Service is too busy',
  };
  const type = status === 401 ? 'authentication_error' : status < 500 ? 'invalid_request_error' : 'server_error';
  return errorEnvelope(messages[status] ?? `Refused with ${status}`, type, 'invalid_request_error');
}
