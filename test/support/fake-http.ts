import type { HttpRequest, HttpResponse, TransportError } from '../../src/core/host.ts';

/** A piece of a body that never comes. */
export const hang = Symbol('hang');

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What comes, piece by piece; {@link hang} never comes, an error breaks the connection. */
  readonly body?: readonly (string | Uint8Array | typeof hang | Error)[];
  readonly protocol?: 'h1' | 'h2';
}

/** Answers as a server would. The body stops with an `AbortError` once the signal aborts. */
export function answer(
  { status = 200, headers = {}, body = [], protocol = 'h1' }: FakeAnswer,
  signal: AbortSignal,
): HttpResponse {
  return {
    status,
    header: (name) => headers[name],
    protocol,
    body: (async function* (): AsyncGenerator<Uint8Array, void, void> {
      for (const piece of body) {
        if (signal.aborted) throw abortError();
        if (piece === hang) await aborted(signal);
        else if (piece instanceof Error) throw piece;
        else yield typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
      }
    })(),
  };
}

/** Answers by the path of the request; what isn't listed isn't there. */
export function answerByPath(
  answers: Readonly<Record<string, FakeAnswer | ((body: Record<string, unknown>) => FakeAnswer)>>,
): (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse> {
  return (request, signal) => {
    const given = answers[new URL(request.url).pathname] ?? { status: 404 };
    const body = JSON.parse(request.body ?? '{}') as Record<string, unknown>;
    return Promise.resolve(answer(typeof given === 'function' ? given(body) : given, signal));
  };
}

export function transportError(cause: TransportError['cause'], code?: string): Error & TransportError {
  const message = `The connection failed: ${cause}.`;
  return Object.assign(new Error(message), {
    kind: 'transport-error' as const,
    cause,
    ...(code === undefined ? {} : { code }),
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(abortError()), { once: true });
  });
}

function abortError(): Error {
  return Object.assign(new Error('Aborted.'), { name: 'AbortError' });
}
