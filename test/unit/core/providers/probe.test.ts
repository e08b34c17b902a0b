import { beforeEach, describe, expect, test } from 'vitest';
import { type ProbeOptions, type ProbeReport, type TrapId, probe } from '../../../../src/core/providers/probe.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { type FakeAnswer, answerByPath, transportError } from '../../../support/fake-http.ts';

const url = 'http://127.0.0.1:11434';

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
});

function look(parts: Partial<ProbeOptions> = {}): Promise<ProbeReport> {
  return probe({ host, url, ...parts }, new AbortController().signal);
}

async function traps(parts: Partial<ProbeOptions> = {}): Promise<readonly TrapId[]> {
  return (await look(parts)).findings.map(({ id }) => id);
}

function json(value: object): FakeAnswer {
  return { headers: { 'content-type': 'application/json' }, body: [JSON.stringify(value)] };
}

function ollama(
  models: readonly object[],
  capabilities: readonly string[] = ['insert'],
  running: readonly object[] = [],
): void {
  const line = `{"model":"m","response":"a + b","done":false}\n{"model":"m","response":"","done":true,"done_reason":"stop"}\n`;
  host.respond = answerByPath({
    '/api/version': json({ version: '0.33.0' }),
    '/api/tags': json({ models }),
    '/api/ps': json({ models: running }),
    '/api/show': json({ capabilities, model_info: { 'qwen2.context_length': 32_768 } }),
    '/api/generate': (body) =>
      body['prompt'] === undefined
        ? json({ done: true })
        : { headers: { 'content-type': 'application/x-ndjson' }, body: [line] },
  });
}

describe('a probe', () => {
  test('of Ollama finds model, context and settings, and completes once', async () => {
    ollama([{ model: 'llama3:8b' }, { model: 'qwen2.5-coder:1.5b-base' }]);
    expect(await look({ model: 'qwen2.5-coder:1.5b-base' })).toMatchObject({
      service: 'ollama',
      templateFamily: 'Qwen Coder',
      contextTokens: 32_768,
      canary: { text: 'a + b' },
      findings: [],
      settings: { 'midfill.provider': 'ollama', 'midfill.ollama.model': 'qwen2.5-coder:1.5b-base' },
    });
  });

  test('sends no text but its own', async () => {
    ollama([{ model: 'qwen2.5-coder:7b' }]);
    await look();
    const sent = host.requests.map(({ body }) => body ?? '').filter((body) => body.includes('"suffix"'));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain('def add(a, b)');
  });
});

describe('a trap is found:', () => {
  test('Ollama is not running', async () => {
    host.respond = () => Promise.reject(transportError('refused', 'ECONNREFUSED'));
    expect(await traps()).toEqual(['ollama-not-running']);
  });

  test('another server is not running', async () => {
    host.respond = () => Promise.reject(transportError('refused', 'ECONNREFUSED'));
    expect(await traps({ url: 'http://127.0.0.1:8000' })).toEqual(['not-running']);
  });

  test('the model is not pulled', async () => {
    ollama([{ model: 'llama3:8b' }]);
    const { findings } = await look({ model: 'qwen2.5-coder:7b' });
    expect(findings[0]).toMatchObject({ id: 'model-not-pulled' });
    expect(findings[0]?.message).toContain('ollama pull qwen2.5-coder:7b');
  });

  test('there are no models', async () => {
    ollama([]);
    expect(await traps()).toEqual(['no-models']);
  });

  test('the model can not fill in the middle', async () => {
    ollama([{ model: 'yi-coder:9b' }], ['completion']);
    expect(await traps()).toContain('model-without-fim');
  });

  test('a part of the model lies outside of the GPU', async () => {
    ollama([{ model: 'qwen2.5-coder:7b' }], ['insert'], [{ model: 'qwen2.5-coder:7b', size: 100, size_vram: 60 }]);
    const { findings } = await look();
    expect(findings).toMatchObject([{ id: 'partly-off-gpu', severity: 'note' }]);
    expect(findings[0]?.message).toContain('40 %');
  });

  test('a part of the model lies outside of the GPU, which shows once the canary has loaded it', async () => {
    ollama([{ model: 'qwen2.5-coder:7b' }], ['insert'], []);
    const { respond } = host;
    const loaded = { name: 'qwen2.5-coder:7b', size: 100, size_vram: 75 };
    const isLoaded = (): boolean => host.requests.some(({ url }) => url.endsWith('/api/generate'));
    host.respond = (request, signal) =>
      request.url.endsWith('/api/ps') && isLoaded()
        ? answerByPath({ '/api/ps': { body: [JSON.stringify({ models: [loaded] })] } })(request, signal)
        : respond(request, signal);
    const { findings } = await look();
    expect(findings[0]?.message).toContain('25 % of qwen2.5-coder:7b');
  });

  test('localhost is another machine under Remote-SSH', async () => {
    host.respond = () => Promise.reject(transportError('refused', 'ECONNREFUSED'));
    const { findings } = await look({ isRemote: true });
    expect(findings[0]).toMatchObject({ id: 'localhost-in-remote' });
    expect(findings[0]?.message).toContain('remote.extensionKind');
  });

  test('a certificate that nobody trusts', async () => {
    host.respond = () => Promise.reject(transportError('certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'));
    expect(await traps({ url: 'https://models.example' })).toEqual(['untrusted-certificate']);
  });

  test('a proxy in the way', async () => {
    host.respond = () => Promise.reject(transportError('proxy'));
    expect(await traps({ url: 'https://models.example' })).toEqual(['proxy-in-the-way']);
  });

  test('the old host of Codestral', async () => {
    host.respond = answerByPath({ '/v1/models': { status: 404 } });
    expect(await traps({ url: 'https://codestral.mistral.ai' })).toContain('old-codestral-host');
  });

  test('/v1 or /beta twice', async () => {
    ollama([{ model: 'qwen2.5-coder:7b' }]);
    expect(await traps({ url: `${url}/v1/v1` })).toContain('doubled-path');
    expect(await traps({ url: 'https://api.deepseek.com/beta/beta/completions' })).toContain('doubled-path');
  });

  test('no key, and a wrong key', async () => {
    host.respond = answerByPath({ '/v1/models': { status: 401 } });
    expect(await traps({ url: 'https://api.mistral.ai' })).toEqual(['key-missing']);
    expect(await traps({ url: 'https://api.mistral.ai', key: 'k' })).toEqual(['key-refused']);
  });

  test('a server that refuses the suffix', async () => {
    host.respond = answerByPath({
      '/v1/models': json({ data: [{ id: 'Qwen/Qwen2.5-Coder-7B' }] }),
      '/v1/completions': (body) =>
        'suffix' in body
          ? { status: 400, body: ['{"error":{"message":"suffix is not currently supported"}}'] }
          : {
              headers: { 'content-type': 'text/event-stream' },
              body: ['data: {"choices":[{"text":"a + b","finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'],
            },
    });
    const report = await look({ url: 'http://127.0.0.1:8000' });
    expect(report).toMatchObject({ service: 'openai-compatible', takesSuffix: false, canary: { text: 'a + b' } });
    expect(report.findings).toMatchObject([{ id: 'suffix-not-supported', severity: 'note' }]);
  });

  test('something that we do not know', async () => {
    host.respond = answerByPath({});
    expect(await traps({ url: 'http://127.0.0.1:3000' })).toEqual(['unknown-service']);
  });

  test('an address without encryption, and one that is none', async () => {
    expect(await traps({ url: 'http://192.168.1.7:11434' })).toEqual(['insecure-url']);
    expect(await traps({ url: 'ftp://models' })).toEqual(['bad-url']);
    expect(host.requests).toEqual([]);
  });
});
