import { hasKey, serveCompletion } from './completion.ts';
import { type Exchange, type Json, numberOf, stopsOf, textOf } from './exchange.ts';
import type { FaultName } from './faults.ts';
import type { Answer, ModelRequest, Script } from './model.ts';
import {
  type CompletionShape,
  completionFormat,
  completionRequest,
  countsOf,
  errorEnvelope,
  wholeCompletion,
} from './openai-completions.ts';
import { event, eventFormat } from './server-sent-events.ts';
import { type StandIn, type Wire, startStandIn } from './stand-in.ts';
import type { StreamFormat } from './streaming.ts';

export interface LlamaCppScript extends Script {
  /** `--api-key`; none, where not given. */
  readonly key?: string;
  /** The file of the model, which names it. */
  readonly modelPath?: string;
  /** Without them `/infill` answers 501. */
  readonly hasFimTokens?: boolean;
  readonly slots?: number;
  readonly contextTokens?: number;
  /** While the model loads, everything answers 503. */
  readonly isLoading?: boolean;
  /** Errors in a stream as builds of February 2025 sent them: in a field `error` that no standard knows. */
  readonly oldErrors?: boolean;
}

const defaultPath = '/models/qwen2.5-coder-1.5b-q8_0.gguf';

/** Speaks llama-server's protocol: `/infill`, `/completion`, `/v1/completions`, `/props`, `/health`, `/slots`. */
export function startLlamaCppStandIn(script: LlamaCppScript = {}, wire?: Wire): Promise<StandIn> {
  return startStandIn(serve, script, wire);
}

async function serve(exchange: Exchange, script: LlamaCppScript, fault: FaultName | undefined): Promise<void> {
  const { method, path } = exchange.request;
  const { modelPath = defaultPath, slots = 1, contextTokens = 8192, hasFimTokens = true } = script;
  const model = modelPath.split('/').at(-1) ?? modelPath;
  if (script.isLoading === true) return exchange.json(503, failure(503, 'Loading model', 'unavailable_error'));
  if (!hasKey(exchange, script.key) && path !== '/health') return exchange.json(401, errorBody(401));
  switch (`${method} ${path}`) {
    case 'POST /infill':
    case 'POST /completion': {
      const request = path === '/infill' ? infillRequest(exchange) : completionRequestOf(exchange);
      const { promptTokens } = answerSize(request);
      return serveCompletion(exchange, {
        script,
        fault,
        format: nativeFormat(script, model, request),
        request,
        refusal:
          path === '/infill' && !hasFimTokens
            ? { status: 501, body: failure(501, noTokens, 'not_supported_error') }
            : promptTokens > contextTokens
              ? { status: 400, body: tooLong(promptTokens, contextTokens) }
              : undefined,
        whole: (answer) => lastEvent(answer, model, request, answer.pieces.join('')),
      });
    }
    case 'POST /v1/completions': {
      const shape: CompletionShape = { id: 'chatcmpl-1', model, startsEmpty: false, usage: countsOf, errorBody };
      return serveCompletion(exchange, {
        script,
        fault,
        format: completionFormat(exchange, shape),
        request: { ...completionRequest(exchange), suffix: '' },
        whole: wholeCompletion(exchange, shape),
      });
    }
    case 'GET /props':
      return exchange.json(200, {
        default_generation_settings: { n_ctx: contextTokens, params: {} },
        total_slots: slots,
        model_alias: model,
        model_path: modelPath,
        chat_template: '',
        is_sleeping: false,
      });
    case 'GET /health':
      return exchange.json(200, { status: 'ok' });
    case 'GET /slots':
      return exchange.json(
        200,
        Array.from({ length: slots }, (_, id) => ({ id, n_ctx: contextTokens, is_processing: false })),
      );
    case 'GET /v1/models':
      return exchange.json(200, {
        object: 'list',
        data: [
          { id: model, object: 'model', created: 1_793_084_841, owned_by: 'llamacpp', meta: { n_ctx_train: 32_768 } },
        ],
      });
    default:
      return exchange.json(404, failure(404, 'File Not Found', 'not_found_error'));
  }
}

const noTokens =
  'Infill is not supported by this model: prefix token is missing. suffix token is missing. middle token is missing. ';

/** What the server puts together out of its three fields. */
function infillRequest(exchange: Exchange): ModelRequest {
  const { body } = exchange.request;
  return {
    ...completionRequestOf(exchange),
    prompt: textOf(body, 'input_prefix') + textOf(body, 'prompt'),
    suffix: textOf(body, 'input_suffix'),
  };
}

function completionRequestOf(exchange: Exchange): ModelRequest {
  const { body } = exchange.request;
  return {
    model: '',
    prompt: textOf(body, 'prompt'),
    suffix: '',
    maxTokens: numberOf(body, 'n_predict') ?? -1,
    stop: stopsOf(body),
    http: exchange.request,
  };
}

function answerSize({ prompt, suffix }: ModelRequest): { readonly promptTokens: number } {
  // A token is about three characters of code.
  return { promptTokens: Math.ceil((prompt.length + suffix.length) / 3) };
}

function nativeFormat(script: LlamaCppScript, model: string, request: ModelRequest): StreamFormat {
  return eventFormat({
    contentType: 'text/event-stream',
    comment: ':\n\n',
    piece: (text) => event({ index: 0, content: text, tokens: [], stop: false, id_slot: 0, tokens_predicted: 1 }),
    // There is no `[DONE]` on these routes.
    end: (answer) => event(lastEvent(answer, model, request, '')),
    error: (message) => {
      const body = failure(500, message, 'server_error');
      return script.oldErrors === true
        ? `error: ${JSON.stringify((body as { error: unknown }).error)}\n\n`
        : event(body);
    },
    openEvent: 'data: {"index":0,"content":"',
    errorBody,
  });
}

function lastEvent(answer: Answer, model: string, request: ModelRequest, content: string): Json {
  const { promptTokens, completionTokens, finish } = answer;
  const isWord = finish === 'stop' && request.stop.length > 0;
  return {
    index: 0,
    content,
    tokens: [],
    id_slot: 0,
    stop: true,
    model,
    tokens_predicted: completionTokens,
    tokens_evaluated: promptTokens,
    generation_settings: {},
    prompt: '',
    has_new_line: false,
    truncated: false,
    stop_type: finish === 'length' ? 'limit' : isWord ? 'word' : 'eos',
    stopping_word: '',
    tokens_cached: promptTokens + completionTokens,
    timings: {
      cache_n: 0,
      prompt_n: promptTokens,
      prompt_ms: 20,
      prompt_per_second: promptTokens * 50,
      predicted_n: completionTokens,
      predicted_ms: 60,
      predicted_per_second: completionTokens * 16,
    },
  };
}

function tooLong(promptTokens: number, contextTokens: number): Json {
  const message = `the request exceeds the available context size (${contextTokens} tokens), try increasing it`;
  return {
    error: {
      code: 400,
      message,
      type: 'exceed_context_size_error',
      n_prompt_tokens: promptTokens,
      n_ctx: contextTokens,
    },
  };
}

function failure(code: number, message: string, type: string): Json {
  return { error: { code, message, type } };
}

function errorBody(status: number): unknown {
  if (status === 401) return failure(401, 'Invalid API Key', 'authentication_error');
  if (status === 429) return errorEnvelope('Too many requests', 'rate_limit_error', 429);
  return failure(status, `Refused with ${status}`, status < 500 ? 'invalid_request_error' : 'server_error');
}
