import type { MessagePort as ThreadPort } from 'node:worker_threads';
import { type Disposable, toDisposable } from '../base/disposable.ts';
import type { MessagePort } from '../base/rpc.ts';
import { toMessagePort } from './thread-port.ts';

/** Tells a worker where the other one is now; comes again after either has been started anew. */
export interface WorkerLink {
  readonly kind: 'link';
  readonly port: ThreadPort;
}

/** Inside a worker: calls `onLink` with the other worker's port whenever there is a new one. */
export function onWorkerLink(parent: ThreadPort, onLink: (other: MessagePort) => void): Disposable {
  const listener = (message: unknown): void => {
    if (isWorkerLink(message)) onLink(toMessagePort(message.port));
  };
  parent.on('message', listener);
  return toDisposable(() => parent.off('message', listener));
}

function isWorkerLink(message: unknown): message is WorkerLink {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'link';
}
