import http from 'node:http';
import type { Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import type { Route } from './proxy.ts';
import { toTransportError, transportError } from './transport-errors.ts';

type Connector = buildConnector.connector;
type Target = buildConnector.Options;

export interface ConnectionOptions {
  readonly buildConnector: typeof buildConnector;
  readonly routeTo: (url: URL) => Route;
  readonly strictCertificates: boolean;
  readonly trust: () => Promise<SecureContext | undefined>;
  /** Whether a request to the origin waits for a connection. */
  readonly isWanted: (origin: string) => boolean;
}

/** Beyond every request's own patience; ends attempts that nobody waits for any more. */
const connectTimeoutMs = 10_000;

/** Below the minute after which servers close a connection on which nothing was asked. */
const spareLifeMs = 50_000;

/** Opens sockets for undici: direct or through a proxy's tunnel, and ahead of need. Knows which protocol was agreed on. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #sockets = new Map<string, Set<Socket>>();
  readonly #spares = new Map<string, Promise<Socket | undefined>>();
  readonly #protocols = new Map<string, 'h1' | 'h2'>();
  readonly #connectors = new Map<string, Promise<Connector>>();
  #isDisposed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** What undici calls for a socket. */
  readonly connect: Connector = (target, callback) => {
    const origin = originOf(target);
    if (this.#options.isWanted(origin)) {
      void this.#handOver(target, callback);
      return;
    }
    // After an abort on HTTP/1.1 undici reconnects for the aborted request, and drops that connection at once.
    callback(transportError('other', origin, { detail: 'No request waits any more.' }), null);
    // The next request comes with the next key: by then the handshake, three round trips to a host elsewhere, is done.
    if (target.protocol === 'https:') this.prewarm(new URL(origin));
  };

  /** Opens a socket that the next connection to the origin takes over; nothing where one is open. */
  prewarm(url: URL): void {
    const { origin } = url;
    if (this.#isDisposed || this.#spares.has(origin) || (this.#sockets.get(origin)?.size ?? 0) > 0) return;
    const hostname = bareHost(url.hostname);
    const { host, protocol, port } = url;
    const spare = this.#open({ hostname, host, protocol, port }).catch(() => undefined);
    this.#spares.set(origin, spare);
    const forget = (): void => {
      if (this.#spares.get(origin) === spare) this.#spares.delete(origin);
    };
    void spare.then((socket) => {
      if (socket === undefined) return forget();
      socket.once('close', forget);
      const expiry = setTimeout(() => {
        if (this.#spares.get(origin) === spare) socket.destroy();
      }, spareLifeMs).unref();
      socket.once('close', () => clearTimeout(expiry));
      return undefined;
    });
  }

  /** What the newest connection to the origin speaks. */
  protocol(origin: string): 'h1' | 'h2' {
    return this.#protocols.get(origin) ?? 'h1';
  }

  /** Over all open connections to the origin; grows as long as the other end lives and says something. */
  bytesRead(origin: string): number {
    return [...(this.#sockets.get(origin) ?? [])].reduce((sum, socket) => sum + socket.bytesRead, 0);
  }

  /** Breaks the connections to an origin off. */
  drop(origin: string): void {
    // With an error: a socket that closes without one, under HTTP/2, makes undici 7.30 throw where nobody can catch it.
    const error = transportError('reset', new URL(origin).host, { code: 'ECONNRESET' });
    for (const socket of this.#sockets.get(origin) ?? []) socket.destroy(error);
  }

  /** Closes what no request has taken over, and opens nothing any more. */
  dispose(): void {
    this.#isDisposed = true;
    for (const spare of this.#spares.values()) void spare.then((socket) => socket?.destroy());
    this.#spares.clear();
  }

  /** Closes all the others: an HTTP/2 session that ends right after an abort can leave its socket open. */
  destroySockets(): void {
    for (const origin of this.#sockets.keys()) this.drop(origin);
  }

  async #handOver(target: Target, callback: buildConnector.Callback): Promise<void> {
    let socket: Socket;
    try {
      socket = await this.#obtain(target);
    } catch (error) {
      callback(error as Error, null);
      return;
    }
    callback(null, socket);
  }

  async #obtain(target: Target): Promise<Socket> {
    const origin = originOf(target);
    const spare = this.#spares.get(origin);
    this.#spares.delete(origin);
    const socket = await spare;
    return socket === undefined || socket.destroyed ? this.#open(target) : socket;
  }

  async #open(target: Target): Promise<Socket> {
    const origin = originOf(target);
    const route = this.#options.routeTo(new URL(origin));
    // In clear, a proxy is asked for the whole URL instead (undici-transport.ts).
    const httpSocket =
      route.kind === 'proxy' && target.protocol === 'https:' ? await this.#openTunnel(route, target) : undefined;
    const socket = await this.#dial(httpSocket === undefined ? target : { ...target, httpSocket });
    this.#protocols.set(origin, (socket as Partial<TLSSocket>).alpnProtocol === 'h2' ? 'h2' : 'h1');
    const sockets = this.#sockets.get(origin) ?? new Set();
    this.#sockets.set(origin, sockets.add(socket));
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    if (this.#isDisposed) socket.destroy();
    return socket;
  }

  async #dial(target: Target, allowH2 = true): Promise<Socket> {
    const connect = await this.#connector(target.protocol === 'https:', allowH2);
    return new Promise((resolve, reject) => {
      connect(target, (...[error, socket]) => (error === null ? resolve(socket) : reject(error)));
    });
  }

  /** One for each kind of connection: a TLS connector remembers sessions, and only TLS waits for certificates. */
  #connector(isSecure: boolean, allowH2: boolean): Promise<Connector> {
    const key = `${isSecure} ${allowH2}`;
    const known = this.#connectors.get(key);
    if (known !== undefined) return known;
    const created = this.#createConnector(isSecure, allowH2);
    this.#connectors.set(key, created);
    return created;
  }

  async #createConnector(isSecure: boolean, allowH2: boolean): Promise<Connector> {
    const { buildConnector, strictCertificates, trust } = this.#options;
    if (!isSecure) return buildConnector({ timeout: connectTimeoutMs });
    const secureContext = await trust();
    return buildConnector({
      timeout: connectTimeoutMs,
      allowH2,
      rejectUnauthorized: strictCertificates,
      ...(secureContext === undefined ? {} : { secureContext }),
    });
  }

  async #openTunnel({ url, authorization }: Route & { kind: 'proxy' }, target: Target): Promise<Socket> {
    const place = `${target.hostname}:${target.port || '443'}`;
    const { host, protocol, port } = url;
    const proxy = { hostname: bareHost(url.hostname), host, protocol, port };
    const socket = await this.#dial(proxy, false).catch((error: unknown) => {
      const { code } = toTransportError(error, host);
      throw transportError('proxy', host, { code, detail: `The proxy ${host} could not be reached.` });
    });
    return new Promise((resolve, reject) => {
      const fail = (detail: string, code?: string): void => {
        socket.destroy();
        reject(transportError('proxy', host, { code, detail }));
      };
      const request = http.request({
        method: 'CONNECT',
        path: place,
        headers: { host: place, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) },
        createConnection: () => socket,
        timeout: connectTimeoutMs,
      });
      request.once('connect', ({ statusCode = 0 }) => {
        if (statusCode >= 200 && statusCode < 300) resolve(socket);
        else if (statusCode === 407) fail(`The proxy ${host} wants a login (407).`, '407');
        else fail(`The proxy ${host} refused to connect to ${place} (${statusCode}).`, String(statusCode));
      });
      request.once('response', ({ statusCode }) => fail(`The proxy ${host} refused the tunnel (${statusCode}).`));
      request.once('timeout', () => fail(`The proxy ${host} did not answer in time.`));
      request.once('error', () => fail(`The proxy ${host} closed the connection.`));
      request.end();
    });
  }
}

function originOf({ protocol, host, hostname }: Target): string {
  return new URL(`${protocol}//${host ?? hostname}`).origin;
}

/** Without the brackets of an IPv6 address, which `URL` keeps and sockets refuse. */
function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
