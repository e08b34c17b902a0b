import type { SecureContext } from 'node:tls';
import type { HttpRequest, HttpResponse } from '../../core/host.ts';
import { ClientExchange } from './client-exchange.ts';
import { Connections } from './connections.ts';
import type { Route } from './proxy.ts';
import { Agent, buildConnector } from './third-party.ts';

export interface UndiciTransportOptions {
  readonly routeTo: (url: URL) => Route;
  readonly strictCertificates: boolean;
  readonly trust: () => Promise<SecureContext | undefined>;
}

/** Connections to each origin at most; more wait. On HTTP/2 one carries all. */
const connectionsPerOrigin = 4;

/** Typing pauses are longer than undici's 4 s, and a new connection costs three round trips. */
const keepAliveMs = 75_000;

/** A connection that has been silent for this long while a request was given up may be dead: from before a sleep. */
const silenceMs = 1000;

/** Sends requests over connections of its own. A bundle of its own with undici, so that activation doesn't load it. */
export class UndiciTransport {
  readonly #createAgent: () => Agent;
  #agent: Agent;
  readonly #connections: Connections;
  readonly #running = new Set<ClientExchange>();
  readonly #routeTo: (url: URL) => Route;
  #isDisposed = false;

  constructor(options: UndiciTransportOptions) {
    this.#routeTo = options.routeTo;
    this.#connections = new Connections({
      ...options,
      buildConnector,
      isWanted: (origin) => [...this.#running].some((exchange) => exchange.waitsFor(origin)),
    });
    this.#createAgent = () =>
      new Agent({
        connect: this.#connections.connect,
        connections: connectionsPerOrigin,
        keepAliveTimeout: keepAliveMs,
        keepAliveMaxTimeout: 600_000,
        // Deadlines are the core's: they count payload, and comments are none.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
    this.#agent = this.#createAgent();
  }

  send(url: URL, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const way = this.#wayOf(url);
    const bytesBefore = this.#connections.bytesRead(way.origin);
    const exchange = new ClientExchange({
      origin: way.origin,
      place: url.host,
      connectTimeoutMs: request.connectTimeoutMs,
      signal,
      protocol: () => this.#connections.protocol(way.origin),
      onOver: (over) => {
        this.#running.delete(over);
        const isSilent = this.#connections.bytesRead(way.origin) === bytesBefore;
        if (isSilent && over.silentForMs >= silenceMs) this.#startAnew(way.origin);
        this.#closeIfDone();
      },
    });
    this.#running.add(exchange);
    const headers = { 'accept-encoding': 'identity', 'user-agent': 'midfill', ...request.headers, ...way.headers };
    const body = request.body ?? null;
    try {
      this.#agent.dispatch({ origin: way.origin, path: way.path, method: request.method, headers, body }, exchange);
    } catch (error) {
      exchange.refuse(error);
    }
    return exchange.response;
  }

  prewarm(url: URL): void {
    this.#connections.prewarm(new URL(this.#wayOf(url).origin));
  }

  /** Lets running requests end, and closes all connections then. */
  dispose(): void {
    this.#isDisposed = true;
    this.#connections.dispose();
    this.#closeIfDone();
  }

  /**
   * On HTTP/2 every further request would go the way of one that died, until the system gives its connection up. By a new
   * agent, so that the next request doesn't queue up for what is being dropped. What else runs there may go on.
   */
  #startAnew(origin: string): void {
    if (this.#connections.protocol(origin) === 'h1') return;
    void this.#agent.close();
    this.#agent = this.#createAgent();
    if (![...this.#running].some((exchange) => exchange.origin === origin)) this.#connections.drop(origin);
  }

  #closeIfDone(): void {
    if (!this.#isDisposed || this.#running.size > 0) return;
    void this.#agent.destroy();
    this.#connections.destroySockets();
  }

  /** In clear, a proxy is asked for the whole URL; over TLS it only tunnels (connections.ts). */
  #wayOf(url: URL): { readonly origin: string; readonly path: string; readonly headers: Record<string, string> } {
    const route = url.protocol === 'http:' ? this.#routeTo(url) : undefined;
    if (route?.kind !== 'proxy') return { origin: url.origin, path: url.pathname + url.search, headers: {} };
    const { authorization } = route;
    return {
      origin: route.url.origin,
      path: url.href,
      headers: { host: url.host, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) },
    };
  }
}
