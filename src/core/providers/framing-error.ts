/** A stream of bytes that doesn't split into messages within bounds. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
}

/** A message is a token or two with its wrapping; a mebibyte is a thousand times that. */
export const maxMessageLength = 1024 * 1024;

/** Bytes that make no message, such as comments, blank lines or what somebody else unpacked: then this is no stream. */
export const maxSilentBytes = 4 * 1024 * 1024;
