import { decodeUriPart } from '../../core/document.ts';

/** The user's proxy settings and environment, as the host read them. */
export interface ProxyOptions {
  /** `http.proxy`; goes before the environment. */
  readonly proxy?: string;
  /** `http.noProxy`; goes before the environment. */
  readonly noProxy?: readonly string[];
  /** `http.proxyAuthorization`: the value of the header as it is. */
  readonly authorization?: string;
  /** For `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, in either case. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How a request gets to its host. `unsupported`: only somebody else's HTTP client can go that way. */
export type Route =
  | { readonly kind: 'direct' }
  | { readonly kind: 'proxy'; readonly url: URL; readonly authorization: string | undefined }
  | { readonly kind: 'unsupported'; readonly scheme: string };

const direct: Route = { kind: 'direct' };

/** Chooses the way to a URL. Loopback addresses never go through a proxy: it would look for them on its own machine. */
export function routeTo(url: URL, options: ProxyOptions): Route {
  if (isLoopback(url.hostname) || isExempt(url, options)) return direct;
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = options.proxy || read(options, name) || read(options, 'all_proxy');
  if (!proxy) return direct;
  const text = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (!URL.canParse(text)) return { kind: 'unsupported', scheme: 'unknown' };
  const proxyUrl = new URL(text);
  if (proxyUrl.origin === url.origin) return direct;
  if (proxyUrl.protocol !== 'http:' && proxyUrl.protocol !== 'https:') {
    return { kind: 'unsupported', scheme: proxyUrl.protocol.slice(0, -1) };
  }
  return { kind: 'proxy', url: proxyUrl, authorization: options.authorization || basicAuthorization(proxyUrl) };
}

export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  );
}

/** `example.org`, `.example.org`, `*.example.org`, each with an own port or not, and `*`. */
function isExempt(url: URL, options: ProxyOptions): boolean {
  const rules = options.noProxy?.length ? options.noProxy : (read(options, 'no_proxy') ?? '').split(/[,\s]+/);
  const hostname = url.hostname.toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return rules.some((rule) => {
    if (rule === '*') return true;
    const [, name = '', onlyPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(rule.trim().toLowerCase()) ?? [];
    if (name === '' || (onlyPort !== undefined && onlyPort !== port)) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}

function read({ environment }: ProxyOptions, name: string): string | undefined {
  return environment[name] || environment[name.toUpperCase()];
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decodeUriPart(username)}:${decodeUriPart(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
