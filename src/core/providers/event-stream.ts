import { createParser } from 'eventsource-parser';
import { FramingError, maxMessageLength, maxSilentBytes } from './framing-error.ts';

export interface ServerEvent {
  /** `error` where the server marked the event, or the line, as one. */
  readonly type: string;
  readonly data: string;
}

/**
 * Splits a body into server-sent events, however the bytes are cut. Comments are dropped here, so they never count as
 * payload. Throws a {@link FramingError} once an event is longer than `maxLength`, or none comes for all that is sent.
 */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
  maxLength: number = maxMessageLength,
): AsyncGenerator<ServerEvent, void, void> {
  const decoder = new TextDecoder();
  let events: ServerEvent[] = [];
  let overflow = false;
  let open = '';
  let silentBytes = 0;
  const parser = createParser({
    maxBufferSize: maxLength,
    onEvent: ({ event, data }) => void events.push({ type: event ?? 'message', data }),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') overflow = true;
      else if (error.type === 'unknown-field') {
        const data = errorLine(error.field ?? '', error.value ?? '', error.line ?? '');
        if (data !== undefined) events.push({ type: 'error', data });
      }
    },
  });
  for await (const bytes of body) {
    const text = decoder.decode(bytes, { stream: true });
    // Only whole lines: of a line that is no field, such as a bare error, the parser keeps no first half.
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
    if (end > 0) {
      parser.feed(open + text.slice(0, end));
      open = '';
    }
    open += text.slice(end);
    if (open.length > maxLength) overflow = true;
    const ready = events;
    events = [];
    silentBytes = ready.length > 0 ? 0 : silentBytes + bytes.length;
    yield* ready;
    if (overflow) throw new FramingError(`An event is longer than ${maxLength} characters.`);
    if (silentBytes > maxSilentBytes) throw new FramingError('What is sent holds no events.');
  }
  // Some servers close right after `data: [DONE]`. A message that was cut in half shows as malformed JSON.
  parser.feed(`${open}${decoder.decode()}\n\n`);
  yield* events;
}

/** llama.cpp of early 2025 sent errors as a field of that name; some proxies write the bare JSON into the stream. */
function errorLine(field: string, value: string, line: string): string | undefined {
  if (field === 'error') return value;
  return line.trimStart().startsWith('{') ? line.trim() : undefined;
}
