import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';

/** A JSON object as it came over the wire. */
export type Json = Readonly<Record<string, unknown>>;

/** What a stand-in remembers of a request. Times are `performance.now()`. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, where it was a JSON object; otherwise empty. */
  readonly body: Json;
  /** Counts from 0 in the order in which the client opened them. */
  readonly connection: number;
  readonly receivedMs: number;
  /** When our first byte went out; undefined before. */
  firstByteMs: number | undefined;
  /** How it ended: `aborted` when the client went away before we were done. */
  outcome: 'running' | 'answered' | 'aborted' | 'reset';
  endedMs: number | undefined;
}

/** One request and its response, on HTTP/1.1 or HTTP/2. */
export class Exchange {
  readonly request: RecordedRequest;
  readonly #gone = new AbortController();
  readonly #response: ServerResponse | Http2ServerResponse;
  #isEnded = false;

  constructor(request: RecordedRequest, response: ServerResponse | Http2ServerResponse) {
    this.request = request;
    this.#response = response;
    response.on('close', () => {
      this.#finish(this.#isEnded && response.writableFinished ? 'answered' : 'aborted');
      this.#gone.abort();
    });
    response.on('error', () => {});
  }

  /** Aborts when the client is gone, or the response has ended. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.signal.aborted || this.#response.headersSent) return;
    (this.#response as ServerResponse).writeHead(status, headers);
    (this.#response as ServerResponse).flushHeaders();
  }

  /** Hands bytes to the connection and waits until it takes more. */
  async write(bytes: Uint8Array | string): Promise<void> {
    // After an empty write Node's HTTP/2 server (24.21) sends garbage for the one before.
    if (this.signal.aborted || bytes.length === 0) return;
    this.request.firstByteMs ??= performance.now();
    const response = this.#response as ServerResponse;
    if (response.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        response.off('drain', goOn);
        this.signal.removeEventListener('abort', goOn);
        resolve();
      };
      response.on('drain', goOn);
      this.signal.addEventListener('abort', goOn);
    });
  }

  end(): void {
    this.#isEnded = true;
    this.#response.end();
  }

  /** Breaks the connection (on HTTP/2, the stream) off. */
  reset(): void {
    this.#finish('reset');
    // Where HTTP/2 is spoken a destroyed socket would take other streams along.
    if ('stream' in this.#response) this.#response.stream.close(2);
    else this.#response.destroy();
  }

  async json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.text(status, JSON.stringify(value), { 'content-type': 'application/json', ...headers });
  }

  async text(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    this.head(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
    await this.write(text);
    this.end();
  }

  /** Waits; false where the client went away meanwhile. */
  async wait(milliseconds: number): Promise<boolean> {
    if (milliseconds > 0) await delay(milliseconds, undefined, { signal: this.signal }).catch(() => {});
    return !this.signal.aborted;
  }

  /** Waits until the client goes away. */
  async untilGone(): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
  }

  #finish(outcome: 'answered' | 'aborted' | 'reset'): void {
    if (this.request.outcome !== 'running') return;
    this.request.outcome = outcome;
    this.request.endedMs = performance.now();
  }
}

/** Reads a request to its end and makes the record of it. */
export async function recordRequest(
  incoming: IncomingMessage | Http2ServerRequest,
  connection: number,
): Promise<RecordedRequest> {
  const receivedMs = performance.now();
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const),
    ),
    body: parseObject(Buffer.concat(chunks).toString('utf8')),
    connection,
    receivedMs,
    firstByteMs: undefined,
    outcome: 'running',
    endedMs: undefined,
  };
}

function parseObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
  } catch {
    return {};
  }
}

/** A text of a request, or empty. */
export function textOf(json: Json, key: string): string {
  const value = json[key];
  return typeof value === 'string' ? value : '';
}

export function numberOf(json: Json, key: string): number | undefined {
  const value = json[key];
  return typeof value === 'number' ? value : undefined;
}

/** An object inside a request, or an empty one. */
export function objectOf(json: Json, key: string): Json {
  const value = json[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** Stop sequences, which services take as one text or a list. */
export function stopsOf(json: Json): readonly string[] {
  const value = json['stop'];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
