import { hasKey, serveCompletion } from './completion.ts';
import { type Exchange, type Json, textOf } from './exchange.ts';
import type { FaultName } from './faults.ts';
import type { Script } from './model.ts';
import {
  type CompletionShape,
  completionFormat,
  completionRequest,
  countsOf,
  errorEnvelope,
  wholeCompletion,
} from './openai-completions.ts';
import { type StandIn, type Wire, startStandIn } from './stand-in.ts';

export interface OpenAiCompatibleScript extends Script {
  /** The only key that is let in; any, where not given. */
  readonly key?: string;
  readonly model?: string;
  /** How the server takes a `suffix`: most refuse it, some ignore it, few read it. */
  readonly flavour?: 'vllm' | 'tgi' | 'ignores-suffix' | 'reads-suffix';
}

/** Speaks OpenAI's completions as self-hosted servers do: by default as vLLM. */
export function startOpenAiCompatibleStandIn(script: OpenAiCompatibleScript = {}, wire?: Wire): Promise<StandIn> {
  return startStandIn(serve, script, wire);
}

async function serve(exchange: Exchange, script: OpenAiCompatibleScript, fault: FaultName | undefined): Promise<void> {
  const { method, path, body } = exchange.request;
  const { model = 'Qwen/Qwen2.5-Coder-1.5B', flavour = 'vllm' } = script;
  const shape: CompletionShape = { id: 'cmpl-7', model, startsEmpty: false, usage: countsOf, errorBody };
  switch (`${method} ${path}`) {
    case 'POST /v1/completions': {
      const asked = completionRequest(exchange);
      return serveCompletion(exchange, {
        script,
        fault,
        format: completionFormat(exchange, shape),
        request: flavour === 'reads-suffix' ? asked : { ...asked, suffix: '' },
        refusal: hasKey(exchange, script.key) ? refuse(body, model, flavour) : { status: 401, body: errorBody(401) },
        whole: wholeCompletion(exchange, shape),
      });
    }
    case 'GET /v1/models':
      return exchange.json(200, {
        object: 'list',
        data: [
          { id: model, object: 'model', created: 1_793_084_841, owned_by: 'vllm', root: model, max_model_len: 32_768 },
        ],
      });
    case 'GET /health':
      return exchange.text(200, '');
    default:
      return exchange.json(404, { detail: 'Not Found' });
  }
}

function refuse(
  body: Json,
  model: string,
  flavour: string,
): { readonly status: number; readonly body: unknown } | undefined {
  // Even an empty one.
  if ('suffix' in body && flavour === 'vllm') {
    return { status: 400, body: errorEnvelope('suffix is not currently supported', 'BadRequestError', 400) };
  }
  if ('suffix' in body && flavour === 'tgi') {
    const error = 'Suffix is not supported and can be achieved by preprocessing the prompt.';
    return { status: 422, body: { error, error_type: 'suffix not supported' } };
  }
  const asked = textOf(body, 'model');
  if (asked === model) return undefined;
  return { status: 404, body: errorEnvelope(`The model \`${asked}\` does not exist.`, 'NotFoundError', 404) };
}

function errorBody(status: number): unknown {
  if (status === 404) return errorEnvelope('The model `x` does not exist.', 'NotFoundError', 404);
  if (status === 401) return { error: 'Unauthorized' };
  return errorEnvelope(`Refused with ${status}`, 'BadRequestError', status);
}
