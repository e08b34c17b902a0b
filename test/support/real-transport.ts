import type { HttpResponse, Transport } from '../../src/core/host.ts';
import { type NodeTransport, type TransportOptions, createTransport } from '../../src/node/transport/transport.ts';

/** The shipped transport without proxies, taking the stand-ins' certificates as they are. */
export function createTestTransport(options: Partial<TransportOptions> = {}): NodeTransport {
  return createTransport({
    strictCertificates: false,
    systemCertificates: false,
    client: 'own',
    environment: {},
    ...options,
  });
}

export function get(
  transport: Transport,
  url: string,
  {
    signal = new AbortController().signal,
    connectTimeoutMs = 2000,
    ...request
  }: {
    signal?: AbortSignal;
    connectTimeoutMs?: number;
    headers?: Record<string, string>;
    method?: 'GET' | 'POST';
    body?: string;
  } = {},
): Promise<HttpResponse> {
  return transport.send({ method: 'GET', url, headers: {}, connectTimeoutMs, ...request }, signal);
}

export async function textOf(response: HttpResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
