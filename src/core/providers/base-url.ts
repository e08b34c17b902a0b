import type { Destination } from '../privacy/sendable-prompt.ts';
import type { ServiceId } from './capabilities.ts';

export type BaseUrl =
  | {
      readonly kind: 'base-url';
      /** Without a slash at the end and without the protocol's own routes; a gateway's path prefix is kept. */
      readonly root: string;
      readonly destination: Destination;
    }
  | { readonly kind: 'bad-base-url'; readonly reason: 'empty' | 'malformed' | 'insecure'; readonly message: string };

/** Routes that people paste along with the address, longest first. */
const routes =
  /\/(fim\/completions|chat\/completions|completions|completion|infill|models|props|health|api\/(generate|chat|show|tags|ps|version))$/;

/**
 * Takes a base URL as people have it: with or without scheme, `/v1`, `/beta`, or a whole route such as
 * `…/v1/fim/completions`. Plain HTTP goes to loopback addresses only, unless `allowInsecure`.
 */
export function parseBaseUrl(
  id: ServiceId,
  input: string,
  options: { readonly allowInsecure?: boolean } = {},
): BaseUrl {
  const text = input.trim();
  if (text === '') {
    return { kind: 'bad-base-url', reason: 'empty', message: 'No address is set. Set the base URL of the server.' };
  }
  const url = parse(text);
  if (url === undefined) {
    return {
      kind: 'bad-base-url',
      reason: 'malformed',
      message: 'The base URL is not an http or https address. Write it like http://127.0.0.1:11434.',
    };
  }
  if (url.username !== '' || url.password !== '') {
    return {
      kind: 'bad-base-url',
      reason: 'malformed',
      message: 'The base URL holds a user name or password. Take it out: keys belong into secret storage.',
    };
  }
  // Servers are told to listen on 0.0.0.0, and people copy that; as a destination it means this machine.
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  const isLocal = isLoopback(url.hostname);
  if (url.protocol === 'http:' && !isLocal && options.allowInsecure !== true) {
    return {
      kind: 'bad-base-url',
      reason: 'insecure',
      message: `Code would travel unencrypted to ${url.host}. Use an https address, or a tunnel that ends on this machine.`,
    };
  }
  return {
    kind: 'base-url',
    root: url.origin + withoutRoutes(id, url.pathname),
    destination: { locality: isLocal ? 'local' : 'hosted', origin: url.origin },
  };
}

/** Whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    hostname === '::1' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

/** OpenAI-compatible servers live below `/v1`, or below the version that the address names (`/v3`, `/v1beta`). */
export function openAiRoot(root: string): string {
  return /\/v\d+[a-z]*$/.test(root) ? root : `${root}/v1`;
}

function parse(text: string): URL | undefined {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const scheme = /^(localhost|127\.|0\.0\.0\.0|\[::1\])/i.test(text) ? 'http' : 'https';
  try {
    const url = new URL(hasScheme ? text : `${scheme}://${text}`);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}

function withoutRoutes(id: ServiceId, pathname: string): string {
  const path = pathname.replace(/\/+/g, '/').replace(/\/$/, '').replace(routes, '');
  // An OpenAI-compatible address may name a version of its own; the others have one that we know.
  if (id === 'openai-compatible') return path.replace(/(\/v1)+$/, '/v1');
  return path.replace(id === 'ollama' ? /(\/v1|\/api)$/ : /(\/v1|\/beta)+$/, '');
}
