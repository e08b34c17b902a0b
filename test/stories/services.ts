import { sleep } from '../../src/core/clock.ts';
import type { Clock, HttpRequest, HttpResponse } from '../../src/core/host.ts';
import { type FakeAnswer, answer, transportError } from '../support/fake-http.ts';

/** How a service behaves now. */
export interface ServiceScript {
  /** What its model says to a prompt. */
  readonly says?: string | ((prompt: string) => string);
  readonly ttftMs?: number;
  /** Nothing listens there. */
  readonly isDown?: boolean;
  /** It answers every request with this instead. */
  readonly refuses?: FakeAnswer;
  /** Ollama: how long loading its model takes. */
  readonly loadMs?: number;
  /** Ollama: its models, as `/api/show` knows them; none for one that isn't pulled. */
  readonly hasModel?: boolean;
  /** Ollama: whether its model fills in the middle. */
  readonly canFim?: boolean;
  readonly usage?: { readonly prompt: number; readonly completion: number };
}

export const ollamaUrl = 'http://127.0.0.1:11434';
export const deepSeekOrigin = 'https://api.deepseek.com';

/** The world beyond a window: Ollama on this machine and DeepSeek across the net, as far as completing needs them. */
export class Services {
  readonly #clock: Clock;
  ollama: ServiceScript = { says: '' };
  deepseek: ServiceScript = { says: '' };
  /** Completions asked for, in order, with what they carried. */
  readonly asked: { readonly service: 'ollama' | 'deepseek'; readonly prompt: string; readonly key: string }[] = [];
  /** Another model has pushed Ollama's out of memory, or none was asked for yet. */
  isUnloaded = true;
  loads = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  countOf(service: 'ollama' | 'deepseek'): number {
    return this.asked.filter((request) => request.service === service).length;
  }

  readonly respond = async (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    const { origin, pathname } = new URL(request.url);
    const body = JSON.parse(request.body ?? '{}') as Record<string, unknown>;
    const script = origin === ollamaUrl ? this.ollama : this.deepseek;
    if (script.isDown === true) {
      // Of requests that go out together, the one that loads a model is the last to learn it.
      if (body['keep_alive'] !== undefined && body['prompt'] === undefined) await sleep(this.#clock, 2);
      throw transportError('refused', 'ECONNREFUSED');
    }
    const given =
      origin === ollamaUrl
        ? await this.#answerAsOllama(pathname, body, signal)
        : await this.#answerAsDeepSeek(body, request.headers['authorization'] ?? '', signal);
    return answer(given, signal);
  };

  async #answerAsOllama(path: string, body: Record<string, unknown>, signal: AbortSignal): Promise<FakeAnswer> {
    const { hasModel = true, canFim = true, loadMs = 0 } = this.ollama;
    if (path === '/api/show') {
      return hasModel
        ? json({ capabilities: canFim ? ['completion', 'insert'] : ['completion'], model_info: {} })
        : notPulled;
    }
    if (path === '/api/ps') {
      const models = this.isUnloaded
        ? []
        : [{ name: body['model'] ?? 'qwen2.5-coder:1.5b', size: 100, size_vram: 100 }];
      return json({ models });
    }
    if (!hasModel) return notPulled;
    const prompt = (body['prompt'] as string | undefined) ?? '';
    if (prompt !== '') this.asked.push({ service: 'ollama', prompt, key: '' });
    if (this.isUnloaded) {
      this.loads += 1;
      // An abort here would have Ollama begin anew.
      await sleep(this.#clock, loadMs);
      this.isUnloaded = false;
    }
    if (prompt === '') return json({ response: '', done: true, done_reason: 'load' });
    if (this.ollama.refuses !== undefined) return this.ollama.refuses;
    const text = await this.#say(this.ollama, prompt, signal);
    return {
      headers: { 'content-type': 'application/x-ndjson' },
      body: [`${JSON.stringify({ response: text })}\n`, `${JSON.stringify({ response: '', done: true })}\n`],
    };
  }

  async #answerAsDeepSeek(body: Record<string, unknown>, key: string, signal: AbortSignal): Promise<FakeAnswer> {
    const prompt = (body['prompt'] as string | undefined) ?? '';
    this.asked.push({ service: 'deepseek', prompt, key });
    if (this.deepseek.refuses !== undefined) return this.deepseek.refuses;
    const text = await this.#say(this.deepseek, prompt, signal);
    const { usage } = this.deepseek;
    const events = [
      { choices: [{ text, finish_reason: 'stop' }] },
      ...((usage && [{ choices: [], usage: { prompt_tokens: usage.prompt, completion_tokens: usage.completion } }]) ||
        []),
    ];
    return {
      headers: { 'content-type': 'text/event-stream' },
      body: [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n'],
      protocol: 'h2',
    };
  }

  async #say({ says = '', ttftMs = 40 }: ServiceScript, prompt: string, signal: AbortSignal): Promise<string> {
    if (!(await sleep(this.#clock, ttftMs, signal))) throw Object.assign(new Error('Aborted.'), { name: 'AbortError' });
    return typeof says === 'string' ? says : says(prompt);
  }
}

/** A model that knows one line and says what is missing of it. */
export function writes(line: string): (prompt: string) => string {
  return (prompt) => {
    const typed = prompt.slice(prompt.lastIndexOf('\n') + 1);
    return line.startsWith(typed) ? line.slice(typed.length) : '';
  };
}

/** A refusal as services word it. */
export function refusal(status: number, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  return { status, headers, body: ['{"error":{"message":"No."}}'] };
}

const notPulled: FakeAnswer = { status: 404, body: [`{"error":"model 'qwen2.5-coder:1.5b' not found"}`] };

function json(value: object): FakeAnswer {
  return { headers: { 'content-type': 'application/json' }, body: [JSON.stringify(value)] };
}
