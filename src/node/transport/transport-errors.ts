import type { TransportError } from '../../core/host.ts';

type Cause = TransportError['cause'];

const causeByCode: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_FAIL: 'name-not-found',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_DESTROYED: 'reset',
  UND_ERR_CLOSED: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  ERR_HTTP2_STREAM_ERROR: 'reset',
  ERR_HTTP2_STREAM_CANCEL: 'reset',
  ERR_HTTP2_SESSION_ERROR: 'reset',
  ERR_HTTP2_GOAWAY_SESSION: 'reset',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  HOSTNAME_MISMATCH: 'certificate',
};

/** What each cause means for whoever reads it; `place` is host and port. */
const sentences: Readonly<Record<Cause, (place: string) => string>> = {
  refused: (place) => `Nothing listens at ${place}.`,
  timeout: (place) => `${place} could not be reached in time.`,
  'name-not-found': (place) => `The name of ${place} is not known. Is the address right, and this machine online?`,
  certificate: (place) => `The certificate of ${place} is not trusted by this machine.`,
  proxy: (place) => `The proxy did not connect to ${place}.`,
  reset: (place) => `${place} closed the connection.`,
  'bad-url': (place) => `${place} is not an address that can be asked.`,
  other: (place) => `The connection to ${place} failed.`,
};

/** An error that says why no response came. `detail` replaces the cause's usual sentence. */
export function transportError(
  cause: Cause,
  place: string,
  details: { readonly code?: string | undefined; readonly detail?: string } = {},
): Error & TransportError {
  const error = Object.assign(new Error(details.detail ?? sentences[cause](place)), {
    kind: 'transport-error' as const,
    cause,
  });
  return details.code === undefined ? error : Object.assign(error, { code: details.code });
}

export function isTransportError(error: unknown): error is TransportError {
  return typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'transport-error';
}

/** Finds the cause of what a socket, TLS, undici or `fetch` threw. Texts of theirs don't go on: they may hold headers. */
export function toTransportError(error: unknown, place: string): TransportError {
  if (isTransportError(error)) return error;
  const code = codeOf(error);
  if (code === undefined) return transportError('other', place);
  const cause = causeByCode[code];
  if (cause !== undefined) return transportError(cause, place, { code });
  if (code.startsWith('CERT_')) return transportError('certificate', place, { code });
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return transportError('other', place, { code, detail: `${place} does not speak TLS as expected (${code}).` });
  }
  if (code.startsWith('HPE_')) {
    return transportError('other', place, { code, detail: `${place} answered with something that is not HTTP.` });
  }
  return transportError('other', place, { code, detail: `The connection to ${place} failed (${code}).` });
}

/** The system's word for an error, looked for in its causes too: `fetch` wraps, two addresses fail together. */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return codeOf(cause, depth + 1) ?? codeOf(Array.isArray(errors) ? errors[0] : undefined, depth + 1);
}

export function abortError(): DOMException {
  return new DOMException('The request was aborted.', 'AbortError');
}
