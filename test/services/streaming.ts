import { gzipSync } from 'node:zlib';
import type { Exchange } from './exchange.ts';
import type { FaultName } from './faults.ts';
import type { Answer, Script } from './model.ts';

/** How a protocol spells what happens in a stream. */
export interface StreamFormat {
  readonly contentType: string;
  /** Whether the headers come as soon as the request was read, or only with the first token. */
  readonly headers: 'early' | 'with-text';
  /** One event with a piece of text. */
  piece(text: string): string;
  /** What closes a complete stream. */
  end(answer: Answer): string;
  /** What carries nothing and keeps the connection alive. */
  readonly comment: string;
  /** An error after the stream has begun. */
  error(message: string): string;
  /** The body of an error status. */
  errorBody(status: number): unknown;
  /** How an event starts that never ends. */
  readonly openEvent: string;
  readonly malformed: string;
}

const gigabyte = 1024 * 1024 * 1024;
/** Ten megabytes of blanks in ten kilobytes; whoever unpacks a hundred of them has a gigabyte. */
const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024, ' '));

/** Answers with an error status, or breaks the request off before a stream begins. True where it did. */
export async function failBeforeStream(exchange: Exchange, format: StreamFormat, fault: FaultName): Promise<boolean> {
  const refuse = (status: number, headers: Record<string, string> = {}): Promise<void> =>
    exchange.json(status, format.errorBody(status), headers);
  switch (fault) {
    case 'status-400':
    case 'status-401':
    case 'status-402':
    case 'status-403':
    case 'status-404':
    case 'status-422':
    case 'status-500':
    case 'status-503':
      await refuse(Number(fault.slice('status-'.length)));
      return true;
    case 'status-429-seconds':
      await refuse(429, { 'retry-after': '7' });
      return true;
    case 'status-429-date':
      await refuse(429, { 'retry-after': new Date(Date.now() + 7000).toUTCString() });
      return true;
    case 'status-429-bare':
      await refuse(429);
      return true;
    case 'echoes-key': {
      const message = `Could not handle ${JSON.stringify(exchange.request.headers)}`;
      await exchange.json(500, { message, error: { message } });
      return true;
    }
    case 'html-error':
      await exchange.text(502, '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>', {
        'content-type': 'text/html',
      });
      return true;
    case 'web-page':
      await exchange.text(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' });
      return true;
    case 'redirect':
      await exchange.text(307, '', { location: 'http://127.0.0.1:9/elsewhere' });
      return true;
    case 'empty-body':
      exchange.head(200, { 'content-type': format.contentType });
      exchange.end();
      return true;
    case 'compressed-bomb':
      exchange.head(200, { 'content-type': format.contentType, 'content-encoding': 'gzip' });
      for (let sent = 0; sent < 100; sent += 1) await exchange.write(bomb);
      exchange.end();
      return true;
    case 'reset-before-headers':
      exchange.reset();
      return true;
    case 'stall-before-headers':
      await exchange.untilGone();
      return true;
    default:
      return false;
  }
}

/** Streams an answer at the script's pace, with one fault or none. */
export async function streamAnswer(
  exchange: Exchange,
  format: StreamFormat,
  answer: Answer,
  script: Script,
  fault: FaultName | undefined,
): Promise<void> {
  const contentType = fault === 'wrong-content-type' ? 'text/plain' : format.contentType;
  const head = (): void => exchange.head(200, { 'content-type': contentType, 'cache-control': 'no-cache' });
  const send = sender(exchange, fault);
  if (format.headers === 'early') head();
  if (!(await exchange.wait(script.ttftMs ?? 0))) return;
  head();
  if (await strikeBeforeText(exchange, format, fault, send)) return;
  const paceMs =
    script.tokensPerSecond === undefined ? 0 : (1000 / script.tokensPerSecond) * (script.tokensPerEvent ?? 1);
  for (const [index, text] of answer.pieces.entries()) {
    if (index === 2 && (await strikeInText(exchange, format, fault, send))) return;
    if (fault === 'comments') await send(format.comment);
    if (fault === 'empty-events') await send(format.piece(''));
    await send(format.piece(text));
    if (!(await exchange.wait(index < answer.pieces.length - 1 ? paceMs : 0))) return;
  }
  if (fault !== 'close-without-end') await send(format.end(answer));
  await send.flush();
  exchange.end();
}

async function strikeBeforeText(
  exchange: Exchange,
  format: StreamFormat,
  fault: FaultName | undefined,
  send: (text: string) => Promise<void>,
): Promise<boolean> {
  switch (fault) {
    case 'error-first':
      await send(format.error('the model fell over'));
      exchange.end();
      return true;
    case 'stall-before-first-token':
      await exchange.untilGone();
      return true;
    case 'comments-only':
      while (await exchange.wait(20)) await send(format.comment);
      return true;
    case 'flood':
      // Ten thousand events a second that say nothing.
      while (await exchange.wait(10)) await send(format.piece('').repeat(100));
      return true;
    default:
      return false;
  }
}

/** What happens after two pieces of text. */
async function strikeInText(
  exchange: Exchange,
  format: StreamFormat,
  fault: FaultName | undefined,
  send: (text: string) => Promise<void>,
): Promise<boolean> {
  switch (fault) {
    case 'error-mid-stream':
      await send(format.error('the model fell over'));
      exchange.end();
      return true;
    case 'malformed-event':
      await send(format.malformed);
      return false;
    case 'close-without-end':
      exchange.end();
      return true;
    case 'reset-mid-stream':
      // Lets what was written reach the client first.
      await exchange.wait(20);
      exchange.reset();
      return true;
    case 'stall-mid-stream':
      await exchange.untilGone();
      return true;
    case 'endless-drip':
      while (await exchange.wait(20)) await send(format.piece('x'));
      return true;
    case 'endless-stream':
      for (let count = 0; !exchange.signal.aborted; count += 1) {
        await send(format.piece(` x${count}`));
        if (count % 100 === 0) await exchange.wait(1);
      }
      return true;
    case 'gigabyte-line': {
      await send(format.openEvent);
      const block = 'x'.repeat(64 * 1024);
      for (let sent = 0; sent < gigabyte && !exchange.signal.aborted; sent += block.length) {
        await send(block);
        if (sent % (1024 * 1024) === 0) await exchange.wait(1);
      }
      exchange.end();
      return true;
    }
    default:
      return false;
  }
}

interface Sender {
  (text: string): Promise<void>;
  flush(): Promise<void>;
}

/** Writes text in the pieces that the fault asks for. */
function sender(exchange: Exchange, fault: FaultName | undefined): Sender {
  let held = '';
  let isFirst = true;
  const send = async (text: string): Promise<void> => {
    const marked = fault === 'byte-order-mark' && isFirst ? `\uFEFF${text}` : text;
    isFirst = false;
    switch (fault) {
      case 'half-lines':
        return writeInPieces(exchange, marked, Math.ceil(Buffer.byteLength(marked) / 2), 1);
      case 'split-characters':
        return writeInPieces(exchange, marked, 1, 0);
      case 'slow-drip':
        return writeInPieces(exchange, marked, 8, 5);
      case 'crlf':
        return exchange.write(marked.replaceAll('\n', '\r\n'));
      case 'one-write':
        held += marked;
        return undefined;
      default:
        return exchange.write(marked);
    }
  };
  return Object.assign(send, { flush: () => exchange.write(held) });
}

async function writeInPieces(exchange: Exchange, text: string, size: number, pauseMs: number): Promise<void> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length && !exchange.signal.aborted; start += size) {
    await exchange.write(bytes.subarray(start, start + size));
    if (pauseMs > 0) await exchange.wait(pauseMs);
    else await new Promise((resolve) => setImmediate(resolve));
  }
}
