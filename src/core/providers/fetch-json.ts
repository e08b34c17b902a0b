import type { Host } from '../host.ts';
import { type Addressee, badResponse, errorFromAnswer } from './failures.ts';
import { connectTimeoutMs, jsonHeaders, readText } from './http-stream.ts';
import { type JsonObject, isObject, parseJson } from './json-fields.ts';
import { parseRetryAfter } from './retry-after.ts';

/** `/api/show` and `/v1/models` are the longest, at some hundred kilobytes. */
const maxBytes = 4 * 1024 * 1024;

export interface JsonRequest {
  readonly host: Pick<Host, 'transport' | 'clock'>;
  readonly to: Addressee;
  readonly url: string;
  readonly key?: string | undefined;
  /** Absent for a GET. */
  readonly body?: object;
}

/** Asks for one JSON object. Throws `ProviderError`s, transport errors, or an `AbortError`. */
export async function fetchJson(request: JsonRequest, signal: AbortSignal): Promise<JsonObject> {
  const { host, url, key, body } = request;
  const to = { ...request.to, key };
  const response = await host.transport.send(
    {
      method: body === undefined ? 'GET' : 'POST',
      url,
      headers: jsonHeaders('application/json', key),
      connectTimeoutMs,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    signal,
  );
  const text = await readText(response.body, maxBytes);
  if (response.status !== 200) {
    const retryAfterMs = parseRetryAfter(response.header('retry-after'), host.clock.now());
    throw errorFromAnswer(to, { status: response.status, body: text, retryAfterMs });
  }
  const json = parseJson(text);
  if (!isObject(json)) throw badResponse(to);
  if (json['error'] !== undefined && json['error'] !== null) throw errorFromAnswer(to, { status: 500, body: text });
  return json;
}
