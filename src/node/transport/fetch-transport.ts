import { onAbort } from '../../base/abort.ts';
import type { HttpRequest, HttpResponse } from '../../core/host.ts';
import { ResponseBody } from './response-body.ts';
import { abortError, toTransportError } from './transport-errors.ts';

export type Fetch = typeof globalThis.fetch;

/**
 * Sends a request with the editor's own `fetch`, which passes proxies that nothing else can (PAC files, SOCKS, company
 * logins). Each abort costs the connection, and there is no telling connecting from waiting.
 */
export async function sendByFetch(
  fetch: Fetch,
  url: URL,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const left = new AbortController();
  const failure = (error: unknown): unknown => (signal.aborted ? abortError() : toTransportError(error, url.host));
  try {
    const response = await fetch(url, {
      method: request.method,
      headers: { 'accept-encoding': 'identity', ...request.headers },
      redirect: 'manual',
      signal: AbortSignal.any([signal, left.signal]),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      body: readBody(response.body, signal, () => left.abort(), failure),
      protocol: 'h1',
    };
  } catch (error) {
    throw failure(error);
  }
}

function readBody(
  stream: ReadableStream<Uint8Array> | null,
  signal: AbortSignal,
  leave: () => void,
  failure: (error: unknown) => unknown,
): ResponseBody {
  let resume = (): void => {};
  let isPaused = false;
  const body = new ResponseBody({
    pause: () => (isPaused = true),
    resume: () => {
      isPaused = false;
      resume();
    },
    leave,
  });
  const abortion = onAbort(signal, () => body.fail(abortError(), true));
  const pump = async (): Promise<void> => {
    const reader = stream?.getReader();
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      body.push(part.value);
      if (isPaused) await new Promise<void>((resolve) => (resume = resolve));
    }
  };
  pump()
    .then(
      () => body.end(),
      (error: unknown) => body.fail(failure(error), false),
    )
    .finally(() => abortion.dispose());
  return body;
}
