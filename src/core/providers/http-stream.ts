import type { Host, HttpRequest, HttpResponse } from '../host.ts';
import { type Addressee, badResponse, errorFromAnswer, serverMessage } from './failures.ts';
import { parseRetryAfter } from './retry-after.ts';

export interface StreamRequest {
  readonly host: Pick<Host, 'transport' | 'clock'>;
  readonly to: Addressee;
  readonly request: Omit<HttpRequest, 'connectTimeoutMs'>;
  /** What the answer's content type must hold, such as `event-stream`. */
  readonly contentType: string;
}

/** A server on this machine connects in a millisecond, a hosted one in three round trips. */
export const connectTimeoutMs = 2000;

/** Error bodies are a line or a page; what is beyond is not read. */
const maxErrorBytes = 64 * 1024;

/** Sends a request and gives the response once it is known to be a stream of the right kind. Throws `ProviderError`s. */
export async function openStream(options: StreamRequest, signal: AbortSignal): Promise<HttpResponse> {
  const { host, to, request, contentType } = options;
  const response = await host.transport.send({ ...request, connectTimeoutMs }, signal);
  if (response.status !== 200) {
    throw errorFromAnswer(to, {
      status: response.status,
      body: await readText(response.body, maxErrorBytes),
      retryAfterMs: parseRetryAfter(response.header('retry-after'), host.clock.now()),
    });
  }
  const type = response.header('content-type')?.toLowerCase();
  if (type === undefined || type.includes(contentType)) return response;
  const body = await readText(response.body, maxErrorBytes);
  // An error under status 200 comes as one JSON object.
  if (type.includes('json') && serverMessage(body) !== '') {
    throw errorFromAnswer(to, { status: 400, body });
  }
  throw badResponse(to, ` Instead of a stream came ${type.includes('html') ? 'a web page' : 'something else'}.`);
}

/** The body as text, as far as `maxBytes`; the rest is not fetched. */
export async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    length += bytes.length;
    if (length >= maxBytes) break;
  }
  return text + decoder.decode();
}

/** Headers of a JSON request; the key travels as a bearer token and is left out where there is none. */
export function jsonHeaders(accept: string, key: string | undefined): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    accept,
    ...(key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` }),
  };
}
