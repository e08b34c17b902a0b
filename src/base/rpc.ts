import type { Disposable } from './disposable.ts';
import { DisposableStore, toDisposable } from './disposable.ts';
import type { Event } from './emitter.ts';

/** One end of a channel between threads. What is posted is cloned; `transfer` moves buffers instead. */
export interface MessagePort {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  readonly onMessage: Event<unknown>;
}

/** What an API's methods look like: one argument, cloneable, and an answer, now or later. */
type Method = (argument: never) => unknown;

/** An API as its caller sees it: every answer later, none after the other side is gone. */
export type Remote<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (argument: infer Argument) => infer Answer
    ? (argument: Argument) => Promise<Awaited<Answer>>
    : never;
};

/** How a call failed. Told apart by `kind`: it may have crossed a thread. */
export interface CallError {
  readonly kind: 'call-error';
  readonly cause: 'gone' | 'failed';
  readonly message: string;
}

interface CallMessage {
  readonly kind: 'call';
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

type ReplyMessage =
  | { readonly kind: 'reply'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };

/** By method: the buffers of an argument that are moved rather than copied; the caller has them no more. */
export type MovedBuffers<Api> = {
  readonly [Name in keyof Api]?: Api[Name] extends (argument: infer Argument) => unknown
    ? (argument: Argument) => readonly ArrayBuffer[]
    : never;
};

/** Calls an API at the other end of a port. Disposing of it, or of the channel, rejects what is pending as `gone`. */
export function connect<Api extends object>(
  port: MessagePort,
  moved: MovedBuffers<Api> = {},
): { readonly api: Remote<Api> } & Disposable {
  const pending = new Map<number, { resolve: (answer: unknown) => void; reject: (error: CallError) => void }>();
  let isGone = false;
  let lastId = 0;
  const gone: CallError = { kind: 'call-error', cause: 'gone', message: 'The worker has ended.' };
  const subscription = port.onMessage((message) => {
    if (!isReply(message)) return;
    const waiter = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === 'reply') waiter?.resolve(message.answer);
    else waiter?.reject({ kind: 'call-error', cause: 'failed', message: message.message });
  });
  const call = (method: string, argument: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (isGone) {
        reject(gone);
        return;
      }
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      const message: CallMessage = { kind: 'call', id: lastId, method, argument };
      try {
        port.post(message, moved[method as keyof Api]?.(argument));
      } catch (error) {
        pending.delete(message.id);
        reject({ kind: 'call-error', cause: 'failed', message: messageOf(error) } satisfies CallError);
      }
    });
  const api = new Proxy({} as Remote<Api>, {
    // `then` must be absent, or awaiting the API would call it.
    get: (_target, name) => (typeof name === 'string' && name !== 'then' ? (a: unknown) => call(name, a) : undefined),
  });
  return {
    api,
    dispose(): void {
      isGone = true;
      subscription.dispose();
      for (const { reject } of pending.values()) reject(gone);
      pending.clear();
    },
  };
}

/** Answers calls with an API's methods; a method that throws fails its call alone. */
export function serve<Api extends { readonly [Name in keyof Api]: Method }>(port: MessagePort, api: Api): Disposable {
  const store = new DisposableStore();
  const post = (reply: ReplyMessage): void => {
    if (!store.isDisposed) port.post(reply);
  };
  const answer = async ({ id, method, argument }: CallMessage): Promise<void> => {
    try {
      const implementation = Object.hasOwn(api, method) ? api[method as keyof Api] : undefined;
      if (implementation === undefined) throw new Error(`There is no method ${method}.`);
      // Posting fails where the answer can't be cloned; who called is told of that too.
      post({ kind: 'reply', id, answer: await implementation(argument as never) });
    } catch (error) {
      post({ kind: 'failure', id, message: messageOf(error) });
    }
  };
  store.add(
    port.onMessage((message) => {
      if (isCall(message)) void answer(message);
    }),
  );
  return toDisposable(() => store.dispose());
}

/** Two joined ports in one thread, which clone as threads do. Messages arrive in a later microtask. */
export function createChannel(): { readonly left: MessagePort; readonly right: MessagePort } {
  const listeners = { left: new Set<(message: unknown) => void>(), right: new Set<(message: unknown) => void>() };
  const end = (own: 'left' | 'right', other: 'left' | 'right'): MessagePort => ({
    post: (message, transfer) => {
      const copy: unknown = structuredClone(message, { transfer: transfer === undefined ? [] : [...transfer] });
      void Promise.resolve().then(() => {
        for (const listener of listeners[other]) listener(copy);
      });
    },
    onMessage: (listener) => {
      listeners[own].add(listener);
      return toDisposable(() => listeners[own].delete(listener));
    },
  });
  return { left: end('left', 'right'), right: end('right', 'left') };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isCall(message: unknown): message is CallMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'call';
}

function isReply(message: unknown): message is ReplyMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    (message.kind === 'reply' || message.kind === 'failure')
  );
}
