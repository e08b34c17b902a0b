import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlainTextStream, plainText } from '../../src/base/plain-text.ts';
import { parseBaseUrl } from '../../src/core/providers/base-url.ts';
import { isProviderError } from '../../src/core/providers/errors.ts';
import { readEvents } from '../../src/core/providers/event-stream.ts';
import { errorFromAnswer } from '../../src/core/providers/failures.ts';
import { FramingError } from '../../src/core/providers/framing-error.ts';
import { readLines } from '../../src/core/providers/json-lines.ts';
import { parseRetryAfter } from '../../src/core/providers/retry-after.ts';
import { TextFilter } from '../../src/core/providers/text-filter.ts';
import type { ServiceId } from '../../src/core/providers/capabilities.ts';
import { FakeHost } from '../support/fake-host.ts';
import { answer } from '../support/fake-http.ts';
import { collect, requestAt } from '../support/requests.ts';
import { createBenchProvider } from '../support/service-bench.ts';
import { cutInto, fuzz, places, trickyJson, trickyText } from './fuzz.ts';

async function* bodyOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[] | 'framing'> {
  const found: T[] = [];
  try {
    for await (const item of items) found.push(item);
    return found;
  } catch (error) {
    if (error instanceof FramingError) return 'framing';
    throw error;
  }
}

/** Bytes as a server may send them: protocol, text, garbage. */
const bytes = fc
  .array(
    fc.oneof(
      trickyText.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 20 }).map((raw) => Buffer.from(raw)),
      trickyJson.map((value) => Buffer.from(`data: ${JSON.stringify(value)}\n\n`)),
      trickyJson.map((value) => Buffer.from(`${JSON.stringify(value)}\n`)),
      fc
        .constantFrom('data:', 'event: error', ':', 'id: 1', 'retry: 5', 'data: [DONE]\n\n')
        .map((text) => Buffer.from(text)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

test.each([
  ['events', readEvents],
  ['lines', readLines],
] as const)('%s are the same in every chunking, and no longer than what came', async (_name, read) => {
  await fuzz(fc.tuple(bytes, places), async ([raw, where]) => {
    const whole = await all<unknown>(read(bodyOf([raw]), 300));
    const cut = await all<unknown>(read(bodyOf(cutInto(raw, where)), 300));
    // Where a line is too long, chunks decide only how soon that is noticed.
    if (whole !== 'framing' && cut !== 'framing') expect(cut).toEqual(whole);
    if (whole !== 'framing') expect(JSON.stringify(whole).length).toBeLessThan(raw.length * 12 + 1000);
  });
});

test('markers are taken out of text the same way in every chunking', async () => {
  const marker = fc.oneof(fc.constantFrom('<|fim_middle|>', '\n', '</s>', 'ab', 'aab'), fc.string({ maxLength: 4 }));
  const inputs = fc.tuple(trickyText, fc.array(marker, { maxLength: 4 }), fc.array(marker, { maxLength: 4 }), places);
  await fuzz(inputs, ([text, stops, removals, where]) => {
    const filtered = (pieces: readonly string[]): string => {
      const filter = new TextFilter(stops, removals);
      let result = '';
      for (const piece of pieces) {
        const { text: safe, isCut } = filter.push(piece);
        result += safe;
        if (isCut) return result;
      }
      return result + filter.flush();
    };
    expect(filtered(cutInto(text, where))).toBe(filtered([text]));
    expect(filtered([text]).length).toBeLessThanOrEqual(text.length);
  });
});

test('text becomes plain the same way in every chunking, once and for all', async () => {
  await fuzz(fc.tuple(trickyText, places), ([text, where]) => {
    const stream = new PlainTextStream();
    const pieces = cutInto(text, where).map((piece) => stream.push(piece));
    expect(pieces.join('') + stream.flush()).toBe(plainText(text));
    expect(plainText(plainText(text))).toBe(plainText(text));
  });
});

test('whatever a server sends, a provider gives text that is plain and bounded, or its one error', async () => {
  const id = fc.constantFrom<ServiceId>('codestral', 'deepseek', 'ollama', 'openai-compatible', 'llamacpp');
  const type = fc.constantFrom('text/event-stream', 'application/x-ndjson', 'application/json', 'text/html', '');
  const status = fc.constantFrom(200, 200, 200, 200, 204, 302, 400, 401, 404, 429, 500, 999);
  await fuzz(fc.tuple(id, status, type, bytes, places), async ([service, code, contentType, raw, where]) => {
    const host = new FakeHost();
    const transport = {
      prewarm: () => {},
      send: () =>
        Promise.resolve(
          answer(
            { status: code, headers: { 'content-type': contentType }, body: cutInto(raw, where) },
            new AbortController().signal,
          ),
        ),
    };
    const provider = createBenchProvider(service, 'http://127.0.0.1:9', transport, host.clock);
    try {
      const { text } = await collect(provider.complete(requestAt('x = █'), new AbortController().signal));
      expect(plainText(text)).toBe(text);
      expect(text.length).toBeLessThanOrEqual(raw.length * 2);
    } catch (error) {
      if (!isProviderError(error)) throw error;
      expect(error.message.length).toBeLessThan(700);
      expect(plainText(error.message)).toBe(error.message);
    }
  });
});

test('error answers of any body become one plain message without links', async () => {
  const to = { id: 'deepseek', model: 'm', origin: 'https://x', key: 'sk-very-secret-key' } as const;
  const body = fc.oneof(
    trickyText,
    trickyJson.map((value) => JSON.stringify(value)),
    trickyText.map((message) => JSON.stringify({ error: { message: `${message} sk-very-secret-key [x](command:y)` } })),
    trickyText.map((message) => JSON.stringify({ message: `${message}[click](command:workbench.action.quit)` })),
  );
  await fuzz(fc.tuple(fc.integer({ min: 100, max: 599 }), body), ([status, text]) => {
    const { message } = errorFromAnswer(to, { status, body: text });
    expect(message.length).toBeLessThan(700);
    expect(message).not.toMatch(/\]\(|very-secret/);
    expect(plainText(message)).toBe(message);
  });
});

test('addresses and waits of any spelling are taken or refused, never thrown at', async () => {
  const spelled = fc.oneof(
    trickyText,
    fc.webUrl(),
    fc.ipV4(),
    fc.ipV6().map((ip) => `http://[${ip}]`),
  );
  await fuzz(spelled, (text) => {
    for (const id of ['ollama', 'openai-compatible'] as const) {
      const parsed = parseBaseUrl(id, text);
      if (parsed.kind === 'bad-base-url') continue;
      expect(parsed.root.startsWith(parsed.destination.origin)).toBe(true);
      const isClear = parsed.destination.origin.startsWith('http:');
      expect(isClear && parsed.destination.locality === 'hosted').toBe(false);
    }
    expect(parseRetryAfter(text, 0) ?? 0).toBeGreaterThanOrEqual(0);
  });
});
