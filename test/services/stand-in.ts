import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Exchange, type RecordedRequest, recordRequest } from './exchange.ts';
import type { FaultName } from './faults.ts';
import type { Script } from './model.ts';

/** `h1`: HTTP/1.1 in clear. `h2`: HTTP/2 over TLS, HTTP/1.1 for clients that can't. `h1-tls`: HTTP/1.1 over TLS. */
export interface Wire {
  readonly protocol: 'h1' | 'h2' | 'h1-tls';
  /** In PEM; needed for TLS. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  readonly port?: number;
}

/** A server on a real socket that speaks a service's protocol and remembers what it was asked. */
export interface StandIn {
  readonly url: string;
  /** Every request, also those that were refused, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Those whose client went away before the end. */
  readonly aborted: readonly RecordedRequest[];
  /** How many connections clients have opened so far. */
  readonly connectionsOpened: number;
  readonly openConnections: number;
  script: Script;
  /** Ends every connection and the server. */
  close(): Promise<void>;
}

/** Answers one request of a service. */
export type Serve = (exchange: Exchange, script: Script, fault: FaultName | undefined) => Promise<void> | void;

export async function startStandIn(
  serve: Serve,
  script: Script = {},
  wire: Wire = { protocol: 'h1' },
): Promise<StandIn> {
  const requests: RecordedRequest[] = [];
  const sockets = new Map<Socket, number>();
  let connectionsOpened = 0;
  let closing = false;
  let hasReset = false;

  const handle = async (
    incoming: http.IncomingMessage | http2.Http2ServerRequest,
    response: http.ServerResponse | http2.Http2ServerResponse,
  ): Promise<void> => {
    // HTTP/2 hands out a proxy of its socket: the session knows the real one's number.
    const session = 'stream' in incoming ? incoming.stream.session : undefined;
    const connection = session === undefined ? sockets.get(incoming.socket) : sessions.get(session);
    const request = await recordRequest(incoming, connection ?? -1);
    requests.push(request);
    const fault = typeof standIn.script.fault === 'function' ? standIn.script.fault(request) : standIn.script.fault;
    const exchange = new Exchange(request, response);
    if (fault === 'reset-once' && !hasReset) {
      hasReset = true;
      exchange.reset();
      return;
    }
    await serve(exchange, standIn.script, fault);
  };
  const listen = (
    incoming: http.IncomingMessage | http2.Http2ServerRequest,
    response: http.ServerResponse | http2.Http2ServerResponse,
  ): void => {
    handle(incoming, response).catch((error: unknown) => {
      if (!closing && !incoming.destroyed) console.error('A stand-in failed:', error);
      response.destroy();
    });
  };

  const sessions = new WeakMap<http2.Http2Session, number>();
  const server: Server = createServer(wire, listen);
  // First in line, so that a session finds its socket counted.
  server.prependListener(wire.protocol === 'h1' ? 'connection' : 'secureConnection', (socket: Socket) => {
    sockets.set(socket, connectionsOpened);
    connectionsOpened += 1;
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.on('session', (session: http2.Http2Session) => sessions.set(session, connectionsOpened - 1));
  server.on('sessionError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wire.port ?? 0, '127.0.0.1', resolve);
  });

  const { port } = server.address() as AddressInfo;
  const standIn: StandIn = {
    url: `${wire.protocol === 'h1' ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    get aborted() {
      return requests.filter(({ outcome }) => outcome === 'aborted');
    },
    get connectionsOpened() {
      return connectionsOpened;
    },
    get openConnections() {
      return sockets.size;
    },
    script,
    close: async () => {
      closing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets.keys()) socket.destroy();
      await closed;
    },
  };
  return standIn;
}

function createServer(
  { protocol, certificate }: Wire,
  listen: (
    incoming: http.IncomingMessage | http2.Http2ServerRequest,
    response: http.ServerResponse | http2.Http2ServerResponse,
  ) => void,
): Server {
  const options = { keepAliveTimeout: 120_000 };
  if (protocol === 'h1') return http.createServer(options, listen);
  if (certificate === undefined) throw new Error(`${protocol} needs a certificate.`);
  if (protocol === 'h1-tls') return https.createServer({ ...options, ...certificate }, listen);
  return http2.createSecureServer({ ...certificate, allowHTTP1: true }, listen);
}
