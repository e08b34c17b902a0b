import type { HttpRequest } from '../../src/core/host.ts';
import type { FakeAnswer } from './fake-http.ts';

const sse = { 'content-type': 'text/event-stream' };
const json = { 'content-type': 'application/json' };

function events(...data: readonly unknown[]): FakeAnswer {
  return { headers: sse, body: [...data.map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n'] };
}

function object(value: unknown): FakeAnswer {
  return { headers: json, body: [JSON.stringify(value)] };
}

/** What each service would answer to a request, the model writing this text: for hosts in memory. */
export function serviceAnswer({ url, body = '{}' }: HttpRequest, pieces: readonly string[]): FakeAnswer {
  const path = new URL(url).pathname;
  switch (path) {
    case '/v1/fim/completions':
      return events(
        ...pieces.map((content) => ({ model: 'codestral', choices: [{ delta: { content }, finish_reason: null }] })),
        { model: 'codestral', choices: [{ delta: { content: '' }, finish_reason: 'stop' }] },
      );
    case '/beta/completions':
    case '/v1/completions':
      return events(...pieces.map((text) => ({ choices: [{ text, finish_reason: null }] })), {
        choices: [{ text: '', finish_reason: 'stop' }],
      });
    case '/infill':
      return { ...events(...pieces.map((content) => ({ content, stop: false })), { content: '', stop: true }) };
    case '/props':
      return object({
        model_alias: 'qwen2.5-coder-1.5b',
        default_generation_settings: { n_ctx: 8192 },
        total_slots: 1,
      });
    case '/api/generate': {
      const { prompt } = JSON.parse(body) as { prompt?: string };
      if (prompt === undefined || prompt === '') return object({ done: true, done_reason: 'load' });
      const lines = [...pieces.map((response) => ({ response, done: false })), { done: true, done_reason: 'stop' }];
      return {
        headers: { 'content-type': 'application/x-ndjson' },
        body: lines.map((line) => `${JSON.stringify(line)}\n`),
      };
    }
    case '/api/show':
      return object({ capabilities: ['completion', 'insert'], template: '{{ .Prompt }}{{ .Suffix }}', model_info: {} });
    case '/api/ps':
      return object({ models: [] });
    case '/api/signals':
      return object({ received: (JSON.parse(body) as { events: unknown[] }).events.length });
    default:
      return { status: 404, headers: json, body: ['{"error":"not here"}'] };
  }
}
