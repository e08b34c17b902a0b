import { FramingError, maxMessageLength, maxSilentBytes } from './framing-error.ts';

/**
 * Splits a body into its lines (LF or CRLF), however the bytes are cut; blank lines are left out, a last line needs no
 * end. Throws a {@link FramingError} once a line is longer than `maxLength`.
 */
export async function* readLines(
  body: AsyncIterable<Uint8Array>,
  maxLength: number = maxMessageLength,
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let open = '';
  let silentBytes = 0;
  for await (const bytes of body) {
    const text = decoder.decode(bytes, { stream: true });
    silentBytes += bytes.length;
    // Only what is new is searched: a line that drips in byte by byte costs no more than its length.
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = withoutReturn(open + text.slice(start, end));
      open = '';
      start = end + 1;
      if (line.length > maxLength) throw tooLong(maxLength);
      if (line === '') continue;
      silentBytes = 0;
      yield line;
    }
    if (silentBytes > maxSilentBytes) throw new FramingError('What is sent holds no lines.');
    open += text.slice(start);
    if (open.length > maxLength) throw tooLong(maxLength);
  }
  const last = withoutReturn(open + decoder.decode());
  if (last !== '') yield last;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function tooLong(maxLength: number): FramingError {
  return new FramingError(`A line is longer than ${maxLength} characters.`);
}
