import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the endpoint does with the next batch; `take` is what it should. */
export type EndpointMood = 'take' | 'hang' | 'drop' | 'garbage' | 'web-page' | 'too-large' | number;

/** Takes signals in on a real socket, as a service would, and remembers every event that it has taken. */
export interface SignalEndpoint {
  readonly url: string;
  /** The ids of the events that were taken, in order, repeated ones included. */
  readonly received: string[];
  readonly connections: number;
  readonly requests: number;
  /** By the number of the request, from 1. */
  mood: (request: number) => EndpointMood;
  close(): Promise<void>;
}

/** Above so many events a batch is too large for it. */
const largestBatch = 30;

export async function startSignalEndpoint(): Promise<SignalEndpoint> {
  const received: string[] = [];
  let [requests, connections] = [0, 0];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests += 1;
      const { events } = JSON.parse(Buffer.concat(chunks).toString()) as { events: { event_id: string }[] };
      const mood = endpoint.mood(requests);
      if (mood === 'take' || (mood === 'too-large' && events.length <= largestBatch)) {
        received.push(...events.map((event) => event.event_id));
        response.writeHead(200, { 'content-type': 'application/json' }).end(`{"received":${events.length}}`);
      } else refuse(mood, response);
    });
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint: SignalEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    get connections() {
      return connections;
    },
    get requests() {
      return requests;
    },
    mood: () => 'take',
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return endpoint;
}

function refuse(mood: Exclude<EndpointMood, 'take'>, response: ServerResponse): void {
  switch (mood) {
    case 'hang':
      return;
    case 'drop':
      response.destroy();
      return;
    case 'garbage':
      response.writeHead(200).end(Buffer.from([0, 255, 254, 1, 2, 3]));
      return;
    case 'web-page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to this network</html>');
      return;
    case 'too-large':
      response.writeHead(413).end();
      return;
    default:
      response.writeHead(mood).end('{"received":1}');
  }
}
