import { afterEach, describe, expect, test, vi } from 'vitest';
import type { NodeTransport } from '../../../../src/node/transport/transport.ts';
import { createCertificate } from '../../../services/certificate.ts';
import type { Exchange } from '../../../services/exchange.ts';
import { startRelay } from '../../../services/relay.ts';
import { type StandIn, type Wire, startStandIn } from '../../../services/stand-in.ts';
import { createTestTransport, get, textOf } from '../../../support/real-transport.ts';

const certificate = createCertificate();
const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(
  answer: (exchange: Exchange) => Promise<void> | void,
  protocol: Wire['protocol'] = 'h1',
): Promise<StandIn> {
  const standIn = await startStandIn(answer, {}, { protocol, certificate });
  ends.push(() => standIn.close());
  return standIn;
}

function start(...options: Parameters<typeof createTestTransport>): NodeTransport {
  const transport = createTestTransport(...options);
  ends.push(() => transport.dispose());
  return transport;
}

/** Reads one chunk and leaves. */
async function readFirst(body: AsyncIterable<Uint8Array>): Promise<void> {
  const reader = body[Symbol.asyncIterator]();
  await reader.next();
  await reader.return?.();
}

/** Does something a while later, by the clock that measures how long a service has been silent. */
async function waitLong(action: () => Promise<void>): Promise<void> {
  const later = performance.now() + 1500;
  const clock = vi.spyOn(performance, 'now').mockReturnValue(later);
  await action();
  clock.mockRestore();
}

const protocols = ['h1', 'h1-tls', 'h2'] as const;

describe.each(protocols)('over %s', (protocol) => {
  const spoken = protocol === 'h2' ? 'h2' : 'h1';

  test('a request goes out as given and its response comes back', async () => {
    const server = await serve((exchange) => exchange.text(201, 'größer 😀', { 'x-request-id': 'seven' }), protocol);
    const response = await get(start(), `${server.url}/v1/path?a=b`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"prompt":"é"}',
    });
    expect(response).toMatchObject({ status: 201, protocol: spoken });
    expect(response.header('X-Request-Id')).toBe('seven');
    expect(await textOf(response)).toBe('größer 😀');
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/path?a=b', body: { prompt: 'é' } });
    expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  test('one connection serves requests that follow each other', async () => {
    const server = await serve((exchange) => exchange.text(200, 'x'), protocol);
    const transport = start();
    for (let index = 0; index < 3; index += 1) await textOf(await get(transport, server.url));
    expect(server.connectionsOpened).toBe(1);
  });

  test('a redirect is an answer, and is not followed', async () => {
    const server = await serve((exchange) => exchange.text(307, '', { location: '/elsewhere' }), protocol);
    const response = await get(start(), server.url);
    expect(response.status).toBe(307);
    expect(await textOf(response)).toBe('');
    expect(server.requests.length).toBe(1);
  });

  test('an abort before the headers rejects at once, and the server sees it', async () => {
    const server = await serve((exchange) => exchange.untilGone(), protocol);
    const abort = new AbortController();
    const response = get(start(), server.url, { signal: abort.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    abort.abort();
    await expect(response).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => server.aborted.length).toBe(1);
  });

  test('an abort in the body ends the reading at once, and the server sees it', async () => {
    const server = await serve(async (exchange) => {
      exchange.head(200, {});
      await exchange.write('first');
      await exchange.untilGone();
    }, protocol);
    const abort = new AbortController();
    const { body } = await get(start(), server.url, { signal: abort.signal });
    const reader = body[Symbol.asyncIterator]();
    expect((await reader.next()).done).toBe(false);
    const waiting = reader.next();
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => server.aborted.length).toBe(1);
  });

  test('leaving the body early closes the stream', async () => {
    const server = await serve(async (exchange) => {
      exchange.head(200, {});
      while (!exchange.signal.aborted) {
        await exchange.write('more');
        await exchange.wait(1);
      }
    }, protocol);
    const { body } = await get(start(), server.url);
    await readFirst(body);
    await expect.poll(() => server.aborted.length).toBe(1);
  });

  test('a body that nobody reads does not fill the memory', async () => {
    let sent = 0;
    const server = await serve(async (exchange) => {
      exchange.head(200, {});
      const block = new Uint8Array(64 * 1024);
      while (!exchange.signal.aborted && sent < 1024 * block.length) {
        await exchange.write(block);
        sent += block.length;
      }
    }, protocol);
    const abort = new AbortController();
    const { body } = await get(start(), server.url, { signal: abort.signal });
    await body[Symbol.asyncIterator]().next();
    let before = -1;
    await expect.poll(() => before === (before = sent), { interval: 100 }).toBe(true);
    expect(sent).toBeLessThan(32 * 1024 * 1024);
    abort.abort();
  });

  test.each([
    ['before the headers', false],
    ['in the body', true],
  ])('a connection that breaks %s is a reset', async (_where, hasHeaders) => {
    const server = await serve(async (exchange) => {
      if (hasHeaders) {
        exchange.head(200, {});
        await exchange.write('some');
        await exchange.wait(10);
      }
      exchange.reset();
    }, protocol);
    const read = async (): Promise<string> => textOf(await get(start(), server.url));
    await expect(read()).rejects.toMatchObject({ kind: 'transport-error', cause: 'reset' });
  });

  test('giving a silent request up leaves another one that waits alone', async () => {
    const answers: (() => void)[] = [];
    const server = await serve(async (exchange) => {
      if (exchange.request.path === '/load') await new Promise<void>((resolve) => answers.push(resolve));
      else await exchange.untilGone();
      await exchange.text(200, 'loaded');
    }, protocol);
    const transport = start();
    const loading = get(transport, `${server.url}/load`);
    await expect.poll(() => answers.length).toBe(1);
    const abort = new AbortController();
    const unanswered = get(transport, server.url, { signal: abort.signal });
    await expect.poll(() => server.requests.length).toBe(2);
    await waitLong(async () => {
      abort.abort();
      await expect(unanswered).rejects.toMatchObject({ name: 'AbortError' });
    });
    for (const answer of answers) answer();
    expect(await textOf(await loading)).toBe('loaded');
  });

  test('a server that goes away resets what runs', async () => {
    const server = await serve(async (exchange) => {
      exchange.head(200, {});
      await exchange.write('some');
      await exchange.untilGone();
    }, protocol);
    const transport = start();
    const responses = await Promise.all([get(transport, server.url), get(transport, server.url)]);
    const endings = responses.map((response) => textOf(response).catch((error: unknown) => error));
    await server.close();
    const reset = { kind: 'transport-error', cause: 'reset' };
    expect(await Promise.all(endings)).toMatchObject([reset, reset]);
    await expect(get(transport, server.url)).rejects.toMatchObject({ cause: 'refused' });
  });

  test('a connection opened ahead of need serves the first request', async () => {
    const server = await serve((exchange) => exchange.text(200, 'warm'), protocol);
    const transport = start();
    transport.prewarm(`${server.url}/v1/completions`);
    transport.prewarm(`${server.url}/v1/models`);
    await expect.poll(() => server.connectionsOpened).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await textOf(await get(transport, server.url))).toBe('warm');
    transport.prewarm(server.url);
    expect(await textOf(await get(transport, server.url))).toBe('warm');
    expect(server.connectionsOpened).toBe(1);
  });
});

test('an abort opens no connection that nobody uses', async () => {
  const server = await serve((exchange) => exchange.untilGone());
  const abort = new AbortController();
  const response = get(start(), server.url, { signal: abort.signal });
  await expect.poll(() => server.requests.length).toBe(1);
  abort.abort();
  await expect(response).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(() => server.openConnections).toBe(0);
  expect(server.connectionsOpened).toBe(1);
});

test('an abort that costs a TLS connection opens the next one ahead of need', async () => {
  const server = await serve(
    (exchange) => (exchange.request.path === '/slow' ? exchange.untilGone() : exchange.text(200, 'x')),
    'h1-tls',
  );
  const transport = start();
  const abort = new AbortController();
  const response = get(transport, `${server.url}/slow`, { signal: abort.signal });
  await expect.poll(() => server.requests.length).toBe(1);
  abort.abort();
  await expect(response).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(() => server.connectionsOpened).toBe(2);
  expect(await textOf(await get(transport, server.url))).toBe('x');
  expect(server.connectionsOpened).toBe(2);
});

describe('on HTTP/2', () => {
  test('aborted requests cost no connection', async () => {
    const server = await serve((exchange) => exchange.untilGone(), 'h2');
    const transport = start();
    for (let index = 0; index < 5; index += 1) {
      const abort = new AbortController();
      const response = get(transport, server.url, { signal: abort.signal });
      await expect.poll(() => server.requests.length).toBe(index + 1);
      abort.abort();
      await expect(response).rejects.toMatchObject({ name: 'AbortError' });
    }
    expect(server.connectionsOpened).toBe(1);
  });
});

test('a connection that died without a word is not asked twice', async () => {
  const server = await serve((exchange) => exchange.text(200, 'alive'), 'h2');
  const relay = await startRelay(new URL(server.url));
  ends.push(() => relay.close());
  const transport = start();
  expect(await textOf(await get(transport, relay.url))).toBe('alive');
  relay.freeze();
  const abort = new AbortController();
  const unanswered = get(transport, relay.url, { signal: abort.signal });
  await expect.poll(() => relay.bytesHeld).toBeGreaterThan(0);
  await waitLong(async () => {
    abort.abort();
    await expect(unanswered).rejects.toMatchObject({ name: 'AbortError' });
  });
  expect(await textOf(await get(transport, relay.url))).toBe('alive');
  expect(server.connectionsOpened).toBe(2);
});

describe('what keeps a response from coming', () => {
  test('an address where nothing listens', async () => {
    const server = await startStandIn((exchange) => exchange.text(200, ''));
    await server.close();
    await expect(get(start(), server.url)).rejects.toMatchObject({
      kind: 'transport-error',
      cause: 'refused',
      code: 'ECONNREFUSED',
      message: `Nothing listens at ${new URL(server.url).host}.`,
    });
  });

  test.each(['', 'api.mistral.ai', 'ftp://example.org', 'http://'])('the address %j', async (url) => {
    await expect(get(start(), url)).rejects.toMatchObject({ kind: 'transport-error', cause: 'bad-url' });
  });

  test('a certificate that nobody signed', async () => {
    const server = await serve((exchange) => exchange.text(200, 'x'), 'h2');
    await expect(get(start({ strictCertificates: true }), server.url)).rejects.toMatchObject({
      cause: 'certificate',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  test('TLS asked of a server that does not speak it', async () => {
    const server = await serve((exchange) => exchange.text(200, 'x'));
    await expect(get(start(), server.url.replace('http:', 'https:'))).rejects.toMatchObject({
      cause: 'other',
      message: expect.stringContaining('does not speak TLS') as string,
    });
  });

  test('a name that does not exist', async () => {
    await expect(get(start(), 'http://nowhere.invalid')).rejects.toMatchObject({ cause: 'name-not-found' });
  });

  test('a header that cannot be sent, whose value stays out of the error', async () => {
    const server = await serve((exchange) => exchange.text(200, 'x'));
    const error: unknown = await get(start(), server.url, { headers: { authorization: 'secret\nkey' } }).catch(
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({ kind: 'transport-error' });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  test('a signal that had aborted before, without a request', async () => {
    const server = await serve((exchange) => exchange.text(200, 'x'));
    await expect(get(start(), server.url, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(server.requests.length).toBe(0);
  });
});

test('new settings leave running requests alone', async () => {
  const server = await serve(async (exchange) => {
    exchange.head(200, {});
    await exchange.write('one ');
    await exchange.wait(30);
    await exchange.write('two');
    exchange.end();
  });
  const transport = start();
  const response = await get(transport, server.url);
  transport.configure({ environment: {}, strictCertificates: true, systemCertificates: false, client: 'own' });
  expect(await textOf(response)).toBe('one two');
  expect(await textOf(await get(transport, server.url))).toBe('one two');
});
