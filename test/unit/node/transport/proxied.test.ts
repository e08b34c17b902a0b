import { afterEach, describe, expect, test } from 'vitest';
import type { TransportOptions } from '../../../../src/node/transport/transport.ts';
import { createCertificate } from '../../../services/certificate.ts';
import { type HttpProxy, startHttpProxy } from '../../../services/http-proxy.ts';
import { type StandIn, startStandIn } from '../../../services/stand-in.ts';
import { createTestTransport, get, textOf } from '../../../support/real-transport.ts';

const certificate = createCertificate();
const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Scene {
  readonly server: StandIn;
  readonly proxy: HttpProxy;
  /** The service's address, under a name that isn't loopback. */
  readonly url: string;
  readonly ask: (options?: Partial<TransportOptions>) => Promise<string>;
}

async function arrange(protocol: 'h1' | 'h2', authorization?: string): Promise<Scene> {
  const server = await startStandIn((exchange) => exchange.text(200, 'through'), {}, { protocol, certificate });
  const proxy = await startHttpProxy(authorization === undefined ? {} : { authorization });
  ends.push(
    () => server.close(),
    () => proxy.close(),
  );
  const url = server.url.replace('127.0.0.1', 'service.test');
  const ask = async (options: Partial<TransportOptions> = {}): Promise<string> => {
    const transport = createTestTransport({ proxy: proxy.url, ...options });
    ends.push(() => transport.dispose());
    const response = await get(transport, `${url}/v1/models`);
    return `${response.protocol} ${await textOf(response)}`;
  };
  return { server, proxy, url, ask };
}

describe('a request through a proxy', () => {
  test('over TLS goes through a tunnel, and speaks HTTP/2 in it', async () => {
    const { proxy, url, server, ask } = await arrange('h2');
    expect(await ask()).toBe('h2 through');
    expect(proxy.asked).toEqual([`CONNECT ${new URL(url).host}`]);
    expect(server.requests[0]?.path).toBe('/v1/models');
  });

  test('in clear names the whole address, to a proxy that may not tunnel it', async () => {
    const { proxy, url, server, ask } = await arrange('h1');
    expect(await ask()).toBe('h1 through');
    expect(proxy.asked).toEqual([`GET ${url}/v1/models`]);
    expect(server.requests[0]?.headers['host']).toBe(new URL(url).host);
  });

  test.each(['h1', 'h2'] as const)(
    'carries the login to the proxy and not to the service, over %s',
    async (protocol) => {
      const { server, ask } = await arrange(protocol, 'Basic secret');
      expect(await ask({ authorization: 'Basic secret' })).toBe(`${protocol} through`);
      expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
    },
  );

  test('without the login says that the proxy wants one', async () => {
    const { ask, proxy } = await arrange('h2', 'Basic secret');
    await expect(ask()).rejects.toMatchObject({
      cause: 'proxy',
      code: '407',
      message: `The proxy ${new URL(proxy.url).host} wants a login (407).`,
    });
  });

  test('that is not there says so', async () => {
    const { ask, proxy } = await arrange('h2');
    await proxy.close();
    await expect(ask()).rejects.toMatchObject({ cause: 'proxy', code: 'ECONNREFUSED' });
  });

  test('to a loopback address goes past it', async () => {
    const { server, proxy } = await arrange('h1');
    const transport = createTestTransport({ proxy: proxy.url });
    ends.push(() => transport.dispose());
    expect(await textOf(await get(transport, server.url))).toBe('through');
    expect(proxy.asked).toEqual([]);
  });
});
