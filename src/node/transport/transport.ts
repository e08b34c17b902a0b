import type { SecureContext } from 'node:tls';
import type { Disposable } from '../../base/disposable.ts';
import type { HttpRequest, HttpResponse, Transport, TransportError } from '../../core/host.ts';
import { readTrust } from './certificates.ts';
import { type Fetch, sendByFetch } from './fetch-transport.ts';
import { type ProxyOptions, isLoopback, routeTo } from './proxy.ts';
import { abortError, isTransportError, transportError } from './transport-errors.ts';
import type { UndiciTransport } from './undici-transport.ts';

export interface TransportOptions extends ProxyOptions {
  /** `http.proxyStrictSSL`: whether a certificate that can't be verified ends the connection. */
  readonly strictCertificates: boolean;
  /** `http.systemCertificates`: whether the certificates of the system count too. */
  readonly systemCertificates: boolean;
  /** The editor's `fetch`, for origins that only it reaches. */
  readonly editorFetch?: Fetch;
  /** `editor`: everything goes by `editorFetch`. `auto`: what our own connections can't reach. */
  readonly client: 'auto' | 'own' | 'editor';
}

export interface NodeTransport extends Transport, Disposable {
  /** Loads undici and the system's certificates, so that the first request needn't; for an idle second. */
  load(): Promise<void>;
  /** Takes changed settings; requests that run end on the connections that they have. */
  configure(options: TransportOptions): void;
}

/** Failures to connect after which the editor's `fetch` may still get through: it may know a proxy that we don't. */
const worthOtherWay: readonly TransportError['cause'][] = [
  'refused',
  'name-not-found',
  'certificate',
  'proxy',
  'timeout',
];

/** The host's transport. Nothing of undici is loaded before the first request, or before `load`. */
export function createTransport(options: TransportOptions): NodeTransport {
  return new LazyTransport(options);
}

class LazyTransport implements NodeTransport {
  #options: TransportOptions;
  #own: Promise<UndiciTransport> | undefined;
  #trust: Promise<SecureContext | undefined> | undefined;
  /** Origins that failed on our own connections. `try`: next time the editor's; `use`: it got through. */
  readonly #byEditor = new Map<string, 'try' | 'use'>();

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  async load(): Promise<void> {
    if (this.#options.client === 'editor') return;
    await Promise.all([this.#connections(), this.#readTrust()]);
  }

  configure(options: TransportOptions): void {
    this.#options = options;
    this.dispose();
  }

  prewarm(url: string): void {
    if (!isHttpUrl(url)) return;
    const target = new URL(url);
    if (this.#editorFetchFor(target) !== undefined) return;
    this.#connections().then(
      (own) => own.prewarm(target),
      () => {},
    );
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    if (!isHttpUrl(request.url)) throw transportError('bad-url', 'The base URL');
    if (signal.aborted) throw abortError();
    const url = new URL(request.url);
    const fetch = this.#editorFetchFor(url);
    if (fetch !== undefined) return this.#sendByEditor(fetch, url, request, signal);
    try {
      const own = await this.#connections();
      if (signal.aborted) throw abortError();
      return await own.send(url, request, signal);
    } catch (error) {
      const other = this.#otherWay(url, error);
      if (other === undefined || signal.aborted) throw error;
      return await this.#sendByEditor(other, url, request, signal, error);
    }
  }

  dispose(): void {
    const own = this.#own;
    this.#own = undefined;
    this.#byEditor.clear();
    own?.then(
      (transport) => transport.dispose(),
      () => {},
    );
  }

  #connections(): Promise<UndiciTransport> {
    this.#own ??= this.#create(this.#options);
    return this.#own;
  }

  async #create(options: TransportOptions): Promise<UndiciTransport> {
    const { UndiciTransport: OwnConnections } = await import('./undici-transport.ts');
    return new OwnConnections({
      routeTo: (url) => routeTo(url, options),
      strictCertificates: options.strictCertificates,
      trust: () => this.#readTrust(),
    });
  }

  async #readTrust(): Promise<SecureContext | undefined> {
    if (!this.#options.systemCertificates) return undefined;
    this.#trust ??= readTrust();
    return await this.#trust;
  }

  #editorFetchFor(url: URL): Fetch | undefined {
    const { client, editorFetch } = this.#options;
    if (client === 'own' || editorFetch === undefined) return undefined;
    if (client === 'editor' || this.#byEditor.has(url.origin)) return editorFetch;
    return routeTo(url, this.#options).kind === 'unsupported' ? editorFetch : undefined;
  }

  /** Whether a failure is one that the editor's `fetch` may be spared. What took long is left to the next request. */
  #otherWay(url: URL, error: unknown): Fetch | undefined {
    const { client, editorFetch } = this.#options;
    if (client !== 'auto' || editorFetch === undefined || isLoopback(url.hostname)) return undefined;
    if (!isTransportError(error) || !worthOtherWay.includes(error.cause)) return undefined;
    this.#byEditor.set(url.origin, 'try');
    return error.cause === 'timeout' ? undefined : editorFetch;
  }

  /** `ownError` is what our own connections said: the better message where this way fails too. */
  async #sendByEditor(
    fetch: Fetch,
    url: URL,
    request: HttpRequest,
    signal: AbortSignal,
    ownError?: unknown,
  ): Promise<HttpResponse> {
    try {
      const response = await sendByFetch(fetch, url, request, signal);
      if (this.#byEditor.has(url.origin)) this.#byEditor.set(url.origin, 'use');
      return response;
    } catch (error) {
      if (this.#byEditor.get(url.origin) === 'try' && !signal.aborted) this.#byEditor.delete(url.origin);
      throw signal.aborted ? error : (ownError ?? error);
    }
  }
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
