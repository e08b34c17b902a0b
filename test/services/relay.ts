import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

export interface Relay {
  readonly url: string;
  /** What came since `freeze` and was not handed on. */
  readonly bytesHeld: number;
  /** Lets the connections that are open die without a word, as a sleep does to a laptop's; new ones live. */
  freeze(): void;
  close(): Promise<void>;
}

/** Hands every byte on after a while, as distance does: a round trip takes twice `oneWayMs` longer. */
export async function startRelay(target: URL, oneWayMs = 0): Promise<Relay> {
  const sockets = new Set<Socket>();
  const frozen = new Set<Socket>();
  let bytesHeld = 0;
  const relay = (from: Socket, to: Socket): void => {
    const later = (action: () => void): void => {
      if (!frozen.has(from)) setTimeout(action, oneWayMs);
    };
    from.on('data', (chunk: Buffer) => {
      if (frozen.has(from)) bytesHeld += chunk.length;
      later(() => to.write(chunk));
    });
    from.on('end', () => later(() => to.end()));
    from.on('close', () => later(() => to.destroy()));
    from.on('error', () => {});
    from.setNoDelay(true);
    sockets.add(from);
  };
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    relay(client, upstream);
    relay(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${target.protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`,
    get bytesHeld() {
      return bytesHeld;
    },
    freeze: () => {
      for (const socket of sockets) frozen.add(socket);
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
