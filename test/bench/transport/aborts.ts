import type { Transport } from '../../../src/core/host.ts';
import { createTestTransport, get } from '../../support/real-transport.ts';
import { startRelay } from '../../services/relay.ts';
import { type StandIn, startStandIn } from '../../services/stand-in.ts';
import { summarize } from './figures.ts';

export interface AbortFigures {
  readonly connectionsOpened: number;
  /** To the first byte of the body, without the first request, for which nothing could be ready. */
  readonly ttfbMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** Asks, reads the first byte, and leaves by its signal. */
type Ask = (url: string, signal: AbortSignal) => Promise<void>;

const rounds = 20;
/** Between a first byte and the next request: a key. */
const pauseMs = 150;
/** Of a service on the same continent. */
const roundTripMs = 40;

/** Twenty requests, each aborted after its first byte, at a server some way off. */
async function measure(
  ask: Ask,
  protocol: 'h1-tls' | 'h2',
  certificate: { key: string; cert: string },
): Promise<AbortFigures> {
  const server: StandIn = await startStandIn(
    async (exchange) => {
      exchange.head(200, {});
      await exchange.write('first');
      await exchange.untilGone();
    },
    {},
    { protocol, certificate },
  );
  const relay = await startRelay(new URL(server.url), roundTripMs / 2);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const abort = new AbortController();
    const startedMs = performance.now();
    await ask(relay.url, abort.signal);
    times.push(performance.now() - startedMs);
    abort.abort();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  const { connectionsOpened } = server;
  await relay.close();
  await server.close();
  return { connectionsOpened, ttfbMs: summarize(times.slice(1)) };
}

/** Ours on both protocols, and the built-in `fetch`. The certificate has to be trusted by this process. */
export async function compareAborts(certificate: { key: string; cert: string }): Promise<Record<string, AbortFigures>> {
  const transport = createTestTransport({ strictCertificates: true });
  const own: Ask = (url, signal) => readFirst(transport, url, signal);
  const builtIn: Ask = async (url, signal) => {
    const response = await fetch(url, { signal });
    await response.body?.getReader().read();
  };
  await transport.load();
  const results = {
    'Midfill, HTTP/2': await measure(own, 'h2', certificate),
    'Midfill, HTTP/1.1': await measure(own, 'h1-tls', certificate),
    'global fetch, HTTP/1.1': await measure(builtIn, 'h1-tls', certificate),
    'global fetch, HTTP/2 offered': await measure(builtIn, 'h2', certificate),
  };
  transport.dispose();
  return results;
}

async function readFirst(transport: Transport, url: string, signal: AbortSignal): Promise<void> {
  const { body } = await get(transport, url, { signal, connectTimeoutMs: 10_000 });
  await body[Symbol.asyncIterator]().next();
}
