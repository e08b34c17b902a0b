import { type Exchange, type Json, numberOf, objectOf, stopsOf, textOf } from './exchange.ts';
import type { FaultName } from './faults.ts';
import { type Answer, type ModelRequest, type Script, write } from './model.ts';
import { OllamaRunners, type Runner } from './ollama-runner.ts';
import { type StandIn, type Wire, startStandIn } from './stand-in.ts';
import { type StreamFormat, failBeforeStream, streamAnswer } from './streaming.ts';

/** A model that the stand-in has. */
export interface OllamaModel {
  readonly name: string;
  readonly capabilities: readonly string[];
  /** Of the model itself; what is loaded says its own. */
  readonly contextLength: number;
  readonly sizeBytes: number;
  /** Below `sizeBytes`, a part of the model runs on the processor. */
  readonly vramBytes: number;
  readonly license: string;
}

export interface OllamaScript extends Script {
  readonly models?: readonly Partial<OllamaModel>[];
  /** How long loading a model takes. A client that leaves during it aborts the load. */
  readonly loadMs?: number;
  /** How many requests run at once; as in Ollama, 1. */
  readonly parallel?: number;
  /** How many may wait beside; as in Ollama, 512. */
  readonly maxQueue?: number;
}

export interface OllamaStandIn extends StandIn {
  script: OllamaScript;
  /** How often a model was loaded to the end. */
  readonly loads: number;
  readonly abortedLoads: number;
}

const defaultModel: OllamaModel = {
  name: 'qwen2.5-coder:1.5b-base',
  capabilities: ['completion', 'insert'],
  contextLength: 32_768,
  sizeBytes: 1_500_000_000,
  vramBytes: 1_500_000_000,
  license: 'Apache License\nVersion 2.0, January 2004',
};

const millisecondNs = 1_000_000;

/** Speaks Ollama's own protocol: `/api/generate`, `show`, `tags`, `ps`, `version`. */
export async function startOllamaStandIn(script: OllamaScript = {}, wire?: Wire): Promise<OllamaStandIn> {
  const runners = new OllamaRunners();
  const standIn = await startStandIn(
    (exchange, current, fault) => serve(exchange, current, fault, runners),
    script,
    wire,
  );
  return Object.defineProperties(standIn, {
    loads: { get: () => runners.loads },
    abortedLoads: { get: () => runners.abortedLoads },
  }) as OllamaStandIn;
}

async function serve(
  exchange: Exchange,
  script: OllamaScript,
  fault: FaultName | undefined,
  runners: OllamaRunners,
): Promise<void> {
  const { method, path, body } = exchange.request;
  const models = (script.models ?? [{}]).map((model) => ({ ...defaultModel, ...model }));
  const asked = textOf(body, 'model');
  const model = models.find(({ name }) => name === asked || name === `${asked}:latest`);
  switch (`${method} ${path}`) {
    case 'GET /':
    case 'HEAD /':
      return exchange.text(200, method === 'HEAD' ? '' : 'Ollama is running');
    case 'GET /api/version':
      return exchange.json(200, { version: '0.33.0' });
    case 'GET /api/tags':
      return exchange.json(200, { models: models.map(describe) });
    case 'GET /api/ps':
      return exchange.json(200, {
        models: models.flatMap((each) => {
          const runner = runners.get(each.name);
          return runner === undefined ? [] : [describeLoaded(each, runner)];
        }),
      });
    case 'POST /api/show':
      if (model === undefined) return exchange.json(404, { error: `model '${asked}' not found` });
      return exchange.json(200, show(model));
    case 'POST /api/generate':
      if (fault !== undefined && (await failBeforeStream(exchange, streamFormat(asked), fault))) return undefined;
      if (model === undefined) {
        return exchange.json(404, { error: `model "${asked}" not found, try pulling it first` });
      }
      return generate(exchange, script, fault, model, runners);
    default:
      return exchange.text(404, '404 page not found');
  }
}

async function generate(
  exchange: Exchange,
  script: OllamaScript,
  fault: FaultName | undefined,
  model: OllamaModel,
  runners: OllamaRunners,
): Promise<void> {
  const { body } = exchange.request;
  const refusal = refuse(body, model);
  if (refusal !== undefined) return exchange.json(400, { error: refusal });
  if (textOf(body, 'prompt') === '' && textOf(body, 'suffix') === '') return load(exchange, script, model, runners);

  const turn = await runners.enter(exchange, script.parallel ?? 1, script.maxQueue ?? 512);
  if (turn === 'gone') return undefined;
  if (turn === 'full') {
    return exchange.json(503, { error: 'server busy, please try again.  maximum pending requests exceeded' });
  }
  try {
    if (!(await runners.load(exchange, model, objectOf(body, 'options'), script.loadMs ?? 0))) return;
    const request = modelRequest(exchange, body);
    const answer = write(script, request);
    const limit = runners.get(model.name)?.contextLength ?? model.contextLength;
    if (answer.promptTokens > limit && body['truncate'] === false) {
      await exchange.json(400, {
        error: `the prompt is longer than the context length of ${limit} tokens (${answer.promptTokens} tokens)`,
      });
    } else if (body['stream'] === false) {
      if (await exchange.wait(script.ttftMs ?? 0)) {
        await exchange.json(200, { ...lastLine(model.name, answer), response: answer.pieces.join('') });
      }
    } else {
      await streamAnswer(exchange, streamFormat(model.name), answer, script, fault);
    }
  } finally {
    runners.leave();
  }
}

/** An empty prompt loads the model, or unloads it. */
async function load(
  exchange: Exchange,
  script: OllamaScript,
  model: OllamaModel,
  runners: OllamaRunners,
): Promise<void> {
  const { body } = exchange.request;
  const isUnload = body['keep_alive'] === 0;
  if (isUnload) runners.unload(model.name);
  else if (!(await runners.load(exchange, model, objectOf(body, 'options'), script.loadMs ?? 0))) return;
  await exchange.json(200, {
    model: model.name,
    created_at: createdAt(),
    response: '',
    done: true,
    done_reason: isUnload ? 'unload' : 'load',
  });
}

/** Why the server would not take the request, in its words. */
function refuse(body: Json, model: OllamaModel): string | undefined {
  const hasSuffix = textOf(body, 'suffix') !== '';
  if (body['raw'] === true && ['template', 'system', 'context'].some((key) => body[key] !== undefined)) {
    return 'raw mode does not support template, system, or context';
  }
  if (hasSuffix && !model.capabilities.includes('insert')) {
    return `registry.ollama.ai/library/${model.name} does not support insert`;
  }
  if (body['think'] === true && !model.capabilities.includes('thinking')) {
    return `"${model.name}" does not support thinking`;
  }
  return undefined;
}

function modelRequest(exchange: Exchange, body: Json): ModelRequest {
  const options = objectOf(body, 'options');
  return {
    model: textOf(body, 'model'),
    prompt: textOf(body, 'prompt'),
    // In raw mode the suffix has no place in the prompt.
    suffix: body['raw'] === true ? '' : textOf(body, 'suffix'),
    maxTokens: numberOf(options, 'num_predict') ?? -1,
    stop: stopsOf(options),
    http: exchange.request,
  };
}

function streamFormat(model: string): StreamFormat {
  return {
    contentType: 'application/x-ndjson',
    headers: 'with-text',
    piece: (text) => line({ model, created_at: createdAt(), response: text, done: false }),
    end: (answer) => line(lastLine(model, answer)),
    comment: '\n',
    error: (message) => line({ error: message }),
    errorBody: (status) => ({ error: status === 404 ? `model '${model}' not found` : `refused with ${status}` }),
    openEvent: '{"response":"',
    malformed: '{"model": nonsense\n',
  };
}

function lastLine(model: string, answer: Answer): Json {
  return {
    model,
    created_at: createdAt(),
    response: '',
    done: true,
    done_reason: answer.finish,
    total_duration: 90 * millisecondNs,
    load_duration: 5 * millisecondNs,
    prompt_eval_count: answer.promptTokens,
    prompt_eval_duration: 20 * millisecondNs,
    eval_count: answer.completionTokens,
    eval_duration: 60 * millisecondNs,
  };
}

function describe(model: OllamaModel): Json {
  return {
    name: model.name,
    model: model.name,
    modified_at: createdAt(),
    size: model.sizeBytes,
    digest: '0'.repeat(64),
    details: details(),
    capabilities: model.capabilities,
  };
}

function describeLoaded(model: OllamaModel, runner: Runner): Json {
  return {
    name: model.name,
    model: model.name,
    size: model.sizeBytes,
    digest: '0'.repeat(64),
    details: details(),
    expires_at: new Date(Date.now() + 1_800_000).toISOString(),
    size_vram: model.vramBytes,
    context_length: runner.contextLength,
  };
}

function show(model: OllamaModel): Json {
  const hasInsert = model.capabilities.includes('insert');
  return {
    license: model.license,
    modelfile: `FROM ${model.name}`,
    template: hasInsert
      ? '{{ if .Suffix }}<|fim_prefix|>{{ .Prompt }}<|fim_suffix|>{{ .Suffix }}<|fim_middle|>{{ end }}'
      : '{{ .Prompt }}',
    details: details(),
    model_info: { 'general.architecture': 'qwen2', 'qwen2.context_length': model.contextLength },
    capabilities: model.capabilities,
    modified_at: createdAt(),
  };
}

function details(): Json {
  return {
    parent_model: '',
    format: 'gguf',
    family: 'qwen2',
    families: ['qwen2'],
    parameter_size: '1.5B',
    quantization_level: 'Q4_K_M',
  };
}

function createdAt(): string {
  return new Date().toISOString();
}

function line(value: Json): string {
  return `${JSON.stringify(value)}\n`;
}
