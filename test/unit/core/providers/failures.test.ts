import { describe, expect, test } from 'vitest';
import { errorFromAnswer, errorFromTransport, serverMessage } from '../../../../src/core/providers/failures.ts';

const mistral = { id: 'codestral', model: 'codestral-latest', origin: 'https://api.mistral.ai' } as const;
const oldHost = { ...mistral, origin: 'https://codestral.mistral.ai' };
const ollama = { id: 'ollama', model: 'qwen2.5-coder:7b', origin: 'http://127.0.0.1:11434' } as const;
const vllm = { id: 'openai-compatible', model: 'Qwen/Qwen2.5-Coder-7B', origin: 'http://127.0.0.1:8000' } as const;
const llama = { id: 'llamacpp', model: 'qwen', origin: 'http://127.0.0.1:8080' } as const;

describe('the words of a server', () => {
  test.each([
    ['{"message":"no Route matched with those values","request_id":"1"}', 'no Route matched with those values'],
    ['{"detail":"Unauthorized"}', 'Unauthorized'],
    ['{"detail":[{"loc":["body"],"msg":"Field required","input":{"prompt":"secret"}}]}', 'Field required'],
    ['{"object":"error","message":{"detail":[{"msg":"Extra inputs"}]}}', 'Extra inputs'],
    ['{"error":{"message":"Insufficient Balance","code":"invalid_request_error"}}', 'Insufficient Balance'],
    [`{"error":"model 'x' not found"}`, "model 'x' not found"],
    ['upstream connect error', 'upstream connect error'],
    ['<html><h1>502 Bad Gateway</h1></html>', ''],
  ])('are found in %s', (body, expected) => {
    expect(serverMessage(body)).toBe(expected);
  });
});

describe('an answer', () => {
  test.each([
    [mistral, 400, '{"message":"bad"}', 'bad-request', false],
    [mistral, 400, '{"message":"Invalid model: codestral-2405"}', 'model-not-found', false],
    [mistral, 401, '{"detail":"Unauthorized"}', 'key-refused', false],
    [mistral, 403, '', 'key-refused', false],
    [mistral, 402, '', 'payment-required', false],
    [mistral, 404, '{"message":"no Route matched with those values"}', 'not-found', false],
    [mistral, 422, '{"detail":[]}', 'bad-request', false],
    [mistral, 429, '{"message":"Requests rate limit exceeded"}', 'rate-limited', true],
    [mistral, 500, '<html>', 'server-error', true],
    [mistral, 502, '<html>', 'server-error', true],
    [mistral, 503, '', 'overloaded', true],
    [mistral, 302, '', 'bad-response', false],
    [mistral, 204, '', 'bad-response', false],
    [ollama, 404, `{"error":"model 'qwen2.5-coder:7b' not found"}`, 'model-not-found', false],
    [ollama, 400, '{"error":"the prompt is longer than the context length"}', 'context-exceeded', false],
    [ollama, 400, '{"error":"registry/test does not support insert"}', 'unsupported', false],
    [vllm, 400, '{"error":{"message":"suffix is not currently supported"}}', 'unsupported', false],
    [vllm, 404, '{"error":{"message":"The model `x` does not exist."}}', 'model-not-found', false],
    [vllm, 422, '{"error":"Suffix is not supported and can be achieved by preprocessing."}', 'unsupported', false],
    [llama, 501, '{"error":{"message":"Infill is not supported by this model"}}', 'unsupported', false],
    [llama, 400, '{"error":{"type":"exceed_context_size_error","message":"too large"}}', 'context-exceeded', false],
    [llama, 503, '{"error":{"message":"Loading model"}}', 'overloaded', true],
  ] as const)('of %o with %i %s is %s', (to, status, body, kind, isRetryable) => {
    expect(errorFromAnswer(to, { status, body })).toMatchObject({ kind, isRetryable, status });
  });

  test('of the retired host names the one that replaces it', () => {
    expect(errorFromAnswer(oldHost, { status: 401, body: '' }).message).toContain('https://api.mistral.ai');
    expect(errorFromAnswer(oldHost, { status: 404, body: '' }).message).toContain('https://api.mistral.ai');
  });

  test('about a retired model names the one that took its place', () => {
    const body = '{"message":"Invalid model: codestral-2405"}';
    expect(errorFromAnswer({ ...mistral, model: 'codestral-2405' }, { status: 400, body }).message).toContain(
      'codestral-latest',
    );
  });

  test('that refuses a key quotes nothing, since services quote the key', () => {
    const body = '{"error":{"message":"Your api key: ****abcd is invalid"}}';
    expect(errorFromAnswer(mistral, { status: 401, body }).message).not.toContain('abcd');
  });

  test('is not quoted where it holds a line of what was sent', () => {
    const body = '{"message":"can not parse: const token = loadToken()"}';
    const error = errorFromAnswer(
      { ...mistral, confidential: ['a\nconst token = loadToken()\n'] },
      { status: 400, body },
    );
    expect(error.message).not.toContain('loadToken');
  });

  test.each([400, 401, 402, 404, 422, 429, 500, 503, 302])('with %i says what to do', (status) => {
    const { message } = errorFromAnswer(mistral, { status, body: '' });
    expect(message).toMatch(/^[A-Z].*\..*[A-Z].*\.$|^[A-Z].*\(\d+\).*\.$/);
  });
});

describe('no answer', () => {
  test.each([
    ['refused', 'unreachable', true],
    ['timeout', 'timeout', true],
    ['name-not-found', 'unreachable', true],
    ['certificate', 'unreachable', false],
    ['proxy', 'unreachable', true],
    ['reset', 'unreachable', true],
    ['bad-url', 'not-found', false],
    ['other', 'unreachable', true],
  ] as const)('because %s is %s', (cause, kind, isRetryable) => {
    expect(errorFromTransport(ollama, { kind: 'transport-error', cause, message: '' })).toMatchObject({
      kind,
      isRetryable,
    });
  });
});
