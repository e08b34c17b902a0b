import { chatRequest, prefixOf } from './chat-prefix.ts';
import { hasKey, serveCompletion } from './completion.ts';
import { type Exchange, type Json, numberOf, stopsOf, textOf } from './exchange.ts';
import type { FaultName } from './faults.ts';
import type { Answer, ModelRequest, Script } from './model.ts';
import { countsOf } from './openai-completions.ts';
import { doneEvent, event, eventFormat } from './server-sent-events.ts';
import { type StandIn, type Wire, startStandIn } from './stand-in.ts';
import type { StreamFormat } from './streaming.ts';

export interface CodestralScript extends Script {
  /** The only key that is let in; any, where not given. */
  readonly key?: string;
  /** Sends each text as a list of chunks instead of a string, which the schema allows. */
  readonly contentChunks?: boolean;
}

const model = 'codestral-2508';

/** The request's schema is closed: anything else is refused. */
const fields = [
  'model',
  'prompt',
  'suffix',
  'max_tokens',
  'min_tokens',
  'temperature',
  'top_p',
  'stop',
  'random_seed',
  'stream',
  'metadata',
  'prompt_cache_key',
];

/** Speaks Mistral's protocol: FIM, chat with a prefix, the list of models. */
export function startCodestralStandIn(script: CodestralScript = {}, wire?: Wire): Promise<StandIn> {
  return startStandIn(serve, script, wire);
}

async function serve(exchange: Exchange, script: CodestralScript, fault: FaultName | undefined): Promise<void> {
  const { method, path, body } = exchange.request;
  const unauthorized = hasKey(exchange, script.key) ? undefined : { status: 401, body: { detail: 'Unauthorized' } };
  switch (`${method} ${path}`) {
    case 'POST /v1/fim/completions':
      return serveCompletion(exchange, {
        script,
        fault,
        format: chatFormat(script),
        request: fimRequest(exchange),
        refusal: unauthorized ?? refuse(body),
        whole: (answer) => wholeChat(answer, ''),
      });
    case 'POST /v1/chat/completions':
      // Mistral's answer begins with the prefix again.
      return serveCompletion(exchange, {
        script,
        fault,
        format: chatFormat(script, prefixOf(body)),
        request: chatRequest(exchange),
        refusal: unauthorized,
        whole: (answer) => wholeChat(answer, prefixOf(body) ?? ''),
      });
    case 'GET /v1/models':
      if (unauthorized !== undefined) return exchange.json(401, unauthorized.body);
      return exchange.json(200, {
        object: 'list',
        data: [describe(model, true), describe('codestral-latest', true), describe('mistral-large-latest', false)],
      });
    default:
      return exchange.json(404, { message: 'no Route matched with those values', request_id: 'stand-in' });
  }
}

function fimRequest(exchange: Exchange): ModelRequest {
  const { body } = exchange.request;
  return {
    model: textOf(body, 'model'),
    prompt: textOf(body, 'prompt'),
    suffix: textOf(body, 'suffix'),
    maxTokens: numberOf(body, 'max_tokens') ?? -1,
    stop: stopsOf(body),
    http: exchange.request,
  };
}

function refuse(body: Json): { readonly status: number; readonly body: unknown } | undefined {
  const invalid = (location: string, message: string): { status: number; body: unknown } => ({
    status: 422,
    body: { detail: [{ type: 'value_error', loc: ['body', location], msg: message, input: null }] },
  });
  const unknown = Object.keys(body).find((field) => !fields.includes(field));
  if (unknown !== undefined) return invalid(unknown, 'Extra inputs are not permitted');
  if (textOf(body, 'model') === '') return invalid('model', 'Field required');
  if (typeof body['prompt'] !== 'string') return invalid('prompt', 'Field required');
  if ((numberOf(body, 'temperature') ?? 0) > 1.5) {
    return invalid('temperature', 'Input should be less than or equal to 1.5');
  }
  return undefined;
}

function chatFormat(script: CodestralScript, echo = ''): StreamFormat {
  const chunk = (delta: Json, finish: string | null, rest: Json = {}): string =>
    event({
      id: 'cmpl-1',
      object: 'chat.completion.chunk',
      created: 1_759_496_862,
      model,
      choices: [{ index: 0, delta, finish_reason: finish }],
      ...rest,
    });
  let opening = chunk({ role: 'assistant', content: '' }, null) + (echo === '' ? '' : chunk({ content: echo }, null));
  return eventFormat({
    piece: (text) => {
      const start = opening;
      opening = '';
      return start + chunk({ content: script.contentChunks === true ? [{ type: 'text', text }] : text }, null);
    },
    end: (answer) => opening + chunk({ content: '' }, answer.finish, { usage: usageOf(answer) }) + doneEvent,
    error: (message) => event({ object: 'error', message, type: 'internal_server_error', param: null, code: '1000' }),
    errorBody,
  });
}

function wholeChat(answer: Answer, prefix: string): Json {
  return {
    id: 'cmpl-1',
    object: 'chat.completion',
    created: 1_759_496_862,
    model,
    usage: usageOf(answer),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: prefix + answer.pieces.join(''), tool_calls: null, prefix: false },
        finish_reason: answer.finish,
      },
    ],
  };
}

function usageOf(answer: Answer): Json {
  return { ...countsOf(answer), prompt_tokens_details: { cached_tokens: answer.promptTokens >= 64 ? 64 : 0 } };
}

/** Each status in the shape in which it has been seen. */
function errorBody(status: number): unknown {
  switch (status) {
    case 401:
      return { detail: 'Unauthorized' };
    case 404:
      return { message: 'no Route matched with those values', request_id: 'stand-in' };
    case 422:
      return { detail: [{ type: 'value_error', loc: ['body', 'temperature'], msg: 'Input should be less', input: 9 }] };
    case 429:
      return { object: 'error', message: 'Rate limit exceeded', type: 'rate_limited', param: null, code: '1300' };
    default:
      return { object: 'error', message: `Refused with ${status}`, type: 'invalid_request', param: null, code: null };
  }
}

function describe(id: string, fim: boolean): Json {
  return {
    id,
    object: 'model',
    created: 1_759_496_862,
    owned_by: 'mistralai',
    capabilities: {
      completion_chat: true,
      completion_fim: fim,
      function_calling: true,
      fine_tuning: false,
      vision: false,
    },
    name: id,
    max_context_length: 131_072,
    aliases: [],
    type: 'base',
  };
}
