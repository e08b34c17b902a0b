import type { Dispatcher } from 'undici';
import { onAbort } from '../../base/abort.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { HttpResponse } from '../../core/host.ts';
import { ResponseBody } from './response-body.ts';
import { abortError, toTransportError, transportError } from './transport-errors.ts';

export interface ExchangeOptions {
  /** Where the connection goes: the service, or a proxy. */
  readonly origin: string;
  /** Host and port, for messages. */
  readonly place: string;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly protocol: () => 'h1' | 'h2';
  readonly onOver: (exchange: ClientExchange) => void;
}

/** One request on its way, as undici reports about it. */
export class ClientExchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<HttpResponse>;
  readonly #options: ExchangeOptions;
  readonly #body: ResponseBody;
  readonly #abortion: Disposable | undefined;
  readonly #connectTimer: NodeJS.Timeout;
  #settle!: { readonly resolve: (response: HttpResponse) => void; readonly reject: (error: unknown) => void };
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #startedMs: number | undefined;
  #isAnswered = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.response = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#body = new ResponseBody({
      pause: () => this.#controller?.pause(),
      resume: () => this.#controller?.resume(),
      leave: () => this.#breakOff(abortError()),
    });
    this.#connectTimer = setTimeout(() => {
      this.#breakOff(transportError('timeout', options.place, { code: 'ETIMEDOUT' }));
    }, options.connectTimeoutMs);
    this.#abortion = onAbort(options.signal, () => this.#breakOff(abortError()));
  }

  get origin(): string {
    return this.#options.origin;
  }

  /** Whether it needs a connection to the origin and has none yet. */
  waitsFor(origin: string): boolean {
    return !this.#isOver && this.#controller === undefined && this.#options.origin === origin;
  }

  /** For how long the service has had the request without a word. */
  get silentForMs(): number {
    return this.#startedMs === undefined || this.#isAnswered ? 0 : performance.now() - this.#startedMs;
  }

  /** The request has a connection, and goes out next. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    clearTimeout(this.#connectTimer);
    this.#startedMs = performance.now();
    this.#controller = controller;
    if (this.#isOver) controller.abort(abortError());
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  ): void {
    // An interim response, such as 103, says nothing yet.
    if (status < 200) return;
    this.#isAnswered = true;
    this.#settle.resolve({
      status,
      header: (name) => {
        const value = headers[name.toLowerCase()];
        return typeof value === 'object' ? value.join(', ') : value;
      },
      body: this.#body,
      protocol: this.#options.protocol(),
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#body.push(chunk);
  }

  onResponseEnd(): void {
    this.#finish();
    // undici gives an HTTP/1.1 connection back in the next turn: whoever asks again at once shall find it free.
    setImmediate(() => setImmediate(() => this.#body.end()));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(toTransportError(error, this.#options.place), false);
  }

  /** Ends it before undici has taken it. */
  refuse(error: unknown): void {
    this.#fail(error, true);
  }

  #breakOff(error: Error): void {
    if (this.#isOver) return;
    this.#fail(error, true);
    this.#controller?.abort(error);
  }

  #fail(error: unknown, discard: boolean): void {
    if (this.#isOver) return;
    this.#finish();
    this.#settle.reject(error);
    this.#body.fail(error, discard);
  }

  #finish(): void {
    this.#isOver = true;
    clearTimeout(this.#connectTimer);
    this.#abortion?.dispose();
    this.#options.onOver(this);
  }
}
