import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Fetch } from '../../../../src/node/transport/fetch-transport.ts';
import type { NodeTransport, TransportOptions } from '../../../../src/node/transport/transport.ts';
import { startStandIn } from '../../../services/stand-in.ts';
import { createTestTransport, get, textOf } from '../../../support/real-transport.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A transport next to an editor whose `fetch` reaches every host at the given server. */
function arrange(
  options: Partial<TransportOptions>,
  serverUrl?: string,
): { transport: NodeTransport; asked: string[] } {
  const asked: string[] = [];
  const editorFetch: Fetch = (input, init) => {
    const url = input instanceof URL ? input.href : '';
    asked.push(url);
    return serverUrl === undefined ? Promise.reject(new TypeError('fetch failed')) : fetch(serverUrl, init);
  };
  const transport = createTestTransport({ client: 'auto', editorFetch, ...options });
  ends.push(() => transport.dispose());
  return { transport, asked };
}

async function serve(...[answer]: Parameters<typeof startStandIn>): Promise<Awaited<ReturnType<typeof startStandIn>>> {
  const server = await startStandIn(answer);
  ends.push(() => server.close());
  return server;
}

describe("the editor's fetch", () => {
  test('carries everything where it is chosen, redirects unfollowed', async () => {
    const server = await serve((exchange) =>
      exchange.text(302, 'elsewhere', { location: '/elsewhere', 'x-id': 'seven' }),
    );
    const { transport } = arrange({ client: 'editor' }, server.url);
    const response = await get(transport, server.url, { method: 'POST', body: '{"a":"é"}' });
    expect(response).toMatchObject({ status: 302, protocol: 'h1' });
    expect(response.header('x-id')).toBe('seven');
    expect(await textOf(response)).toBe('elsewhere');
    expect(server.requests.map(({ method, body }) => ({ method, body }))).toEqual([
      { method: 'POST', body: { a: 'é' } },
    ]);
  });

  test('takes over where only it knows the kind of proxy', async () => {
    const server = await serve((exchange) => exchange.text(200, 'through'));
    const { transport, asked } = arrange({ proxy: 'socks5://127.0.0.1:9' }, server.url);
    expect(await textOf(await get(transport, 'http://service.invalid'))).toBe('through');
    expect(asked).toEqual(['http://service.invalid/']);
  });

  test('takes over an origin that our connections do not reach, and keeps it', async () => {
    const server = await serve((exchange) => exchange.text(200, 'through'));
    const { transport, asked } = arrange({}, server.url);
    expect(await textOf(await get(transport, 'http://service.invalid/a'))).toBe('through');
    expect(await textOf(await get(transport, 'http://service.invalid/b'))).toBe('through');
    expect(asked).toEqual(['http://service.invalid/a', 'http://service.invalid/b']);
  });

  test('leaves our error where it gets no further either, and is asked again the next time', async () => {
    const { transport, asked } = arrange({});
    await expect(get(transport, 'http://service.invalid')).rejects.toMatchObject({ cause: 'name-not-found' });
    await expect(get(transport, 'http://service.invalid')).rejects.toMatchObject({ cause: 'name-not-found' });
    expect(asked.length).toBe(2);
  });

  test('is not asked about this machine', async () => {
    const server = await serve((exchange) => exchange.text(200, ''));
    await server.close();
    const { transport, asked } = arrange({}, server.url);
    await expect(get(transport, server.url)).rejects.toMatchObject({ cause: 'refused' });
    expect(asked).toEqual([]);
  });

  test('is not asked where only our own connections are to be used', async () => {
    const { transport, asked } = arrange({ client: 'own' });
    await expect(get(transport, 'http://service.invalid')).rejects.toMatchObject({ cause: 'name-not-found' });
    expect(asked).toEqual([]);
  });

  /** A reader that waits for more of a body that doesn't come. */
  async function waitForMore(): Promise<{
    readonly server: Awaited<ReturnType<typeof startStandIn>>;
    readonly abort: AbortController;
    readonly reader: AsyncIterator<Uint8Array>;
    readonly waiting: Promise<IteratorResult<Uint8Array>>;
  }> {
    const server = await serve(async (exchange) => {
      exchange.head(200, {});
      await exchange.write('first');
      await exchange.untilGone();
    });
    const { transport } = arrange({ client: 'editor' }, server.url);
    const abort = new AbortController();
    const { body } = await get(transport, server.url, { signal: abort.signal });
    const reader = body[Symbol.asyncIterator]();
    await reader.next();
    return { server, abort, reader, waiting: reader.next() };
  }

  test('ends its stream by an abort', async () => {
    const { server, abort, waiting } = await waitForMore();
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => server.aborted.length).toBe(1);
  });

  test('ends its stream when the reader leaves', async () => {
    const { server, reader, waiting } = await waitForMore();
    await reader.return?.();
    expect((await waiting).done).toBe(true);
    await expect.poll(() => server.aborted.length).toBe(1);
  });
});

test('a host that takes a connection and says nothing is given up in time', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  ends.push(() => void silent.close());
  const { port } = silent.address() as { port: number };
  const transport = createTestTransport();
  ends.push(() => transport.dispose());
  await expect(get(transport, `https://127.0.0.1:${port}`, { connectTimeoutMs: 30 })).rejects.toMatchObject({
    cause: 'timeout',
    message: `127.0.0.1:${port} could not be reached in time.`,
  });
});
