import { type Exchange, type Json, numberOf, objectOf, stopsOf, textOf } from './exchange.ts';
import type { Answer, ModelRequest } from './model.ts';
import { doneEvent, event, eventFormat } from './server-sent-events.ts';
import type { StreamFormat } from './streaming.ts';

/** The shape of `/v1/completions`, which several services share. */
export interface CompletionShape {
  readonly id: string;
  readonly model: string;
  /** DeepSeek and OpenAI begin with an event without text. */
  readonly startsEmpty: boolean;
  readonly usage: (answer: Answer) => Json;
  readonly errorBody: (status: number) => unknown;
}

export function completionRequest(exchange: Exchange): ModelRequest {
  const { body } = exchange.request;
  return {
    model: textOf(body, 'model'),
    prompt: textOf(body, 'prompt'),
    suffix: textOf(body, 'suffix'),
    maxTokens: numberOf(body, 'max_tokens') ?? 16,
    stop: stopsOf(body),
    http: exchange.request,
  };
}

export function completionFormat(exchange: Exchange, shape: CompletionShape): StreamFormat {
  const { body } = exchange.request;
  const logprobs = (text: string): Json | null =>
    numberOf(body, 'logprobs') === undefined || text === '' ? null : { tokens: [text], token_logprobs: [-0.1] };
  const chunk = (text: string, finish: string | null): string =>
    event({
      ...head(shape),
      choices: [{ text, index: 0, logprobs: logprobs(text), finish_reason: finish }],
    });
  let isFirst = shape.startsEmpty;
  return eventFormat({
    piece: (text) => {
      const opening = isFirst ? chunk('', null) : '';
      isFirst = false;
      return opening + chunk(text, null);
    },
    end: (answer) => {
      const wantsUsage = objectOf(body, 'stream_options')['include_usage'] === true;
      const usage = wantsUsage ? event({ ...head(shape), choices: [], usage: shape.usage(answer) }) : '';
      return chunk('', answer.finish) + usage + doneEvent;
    },
    errorBody: shape.errorBody,
  });
}

export function wholeCompletion(exchange: Exchange, shape: CompletionShape): (answer: Answer) => Json {
  const echo = exchange.request.body['echo'] === true ? textOf(exchange.request.body, 'prompt') : '';
  return (answer) => ({
    ...head(shape),
    choices: [{ text: echo + answer.pieces.join(''), index: 0, logprobs: null, finish_reason: answer.finish }],
    usage: shape.usage(answer),
  });
}

export function countsOf({ promptTokens, completionTokens }: Answer): Json {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** The envelope of OpenAI's errors. */
export function errorEnvelope(message: string, type: string, code: string | number | null): Json {
  return { error: { message, type, param: null, code } };
}

function head({ id, model }: CompletionShape): Json {
  return { id, object: 'text_completion', created: 1_793_084_841, model, system_fingerprint: 'fp_stand_in' };
}
