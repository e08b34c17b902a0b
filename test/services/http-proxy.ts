import http from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';

export interface HttpProxy {
  readonly url: string;
  /** What it was asked for: `CONNECT host:port`, or `GET http://…`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * A proxy that tunnels TLS and forwards plain requests, for those who know its login, if it has one. It finds every host
 * on this machine, so that tests can ask for hosts that aren't loopback.
 */
export async function startHttpProxy({ authorization }: { readonly authorization?: string } = {}): Promise<HttpProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const isLetIn = ({ headers }: http.IncomingMessage): boolean =>
    authorization === undefined || headers['proxy-authorization'] === authorization;

  const server = http.createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (!isLetIn(incoming)) {
      response.writeHead(407).end();
      return;
    }
    const { 'proxy-authorization': _login, ...headers } = incoming.headers;
    const { port, pathname } = new URL(incoming.url ?? '');
    const target = { host: '127.0.0.1', port, path: pathname, method: incoming.method ?? 'GET', headers };
    const forwarded = http.request(target, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(forwarded);
  });
  server.on('connect', (incoming, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    if (!isLetIn(incoming)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const { port } = new URL(`tcp://${incoming.url}`);
    const upstream = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    upstream.on('close', () => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => upstream.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
