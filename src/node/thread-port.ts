import type { MessagePort as ThreadPort, Worker as Thread } from 'node:worker_threads';
import { toDisposable } from '../base/disposable.ts';
import type { MessagePort } from '../base/rpc.ts';

/** A thread, or one end of a channel between threads, as the core speaks to it. */
export function toMessagePort(port: ThreadPort | Thread): MessagePort {
  return {
    post: (message, transfer) => port.postMessage(message, transfer === undefined ? [] : [...transfer]),
    onMessage: (listener) => {
      port.on('message', listener);
      return toDisposable(() => port.off('message', listener));
    },
  };
}
