import * as vscode from 'vscode';
import type { TransportOptions } from '../node/transport/transport.ts';

/** How this user's VS Code reaches the network: its `http.*` settings, then the environment. */
export function readTransportOptions(): TransportOptions {
  const http = vscode.workspace.getConfiguration('http');
  const usesProxies = http.get('proxySupport') !== 'off';
  const proxy = usesProxies && http.get<string>('proxy');
  const authorization = http.get<string | null>('proxyAuthorization');
  const noProxy: unknown = http.get('noProxy');
  return {
    ...(proxy && { proxy }),
    ...(authorization && { authorization }),
    noProxy: Array.isArray(noProxy) ? noProxy.map(String) : [],
    environment: usesProxies ? process.env : {},
    strictCertificates: http.get('proxyStrictSSL', true),
    systemCertificates: http.get('systemCertificates', true),
    // VS Code gives extensions a `fetch` that knows proxies which are found by script.
    editorFetch: globalThis.fetch,
    client: usesProxies ? 'auto' : 'own',
  };
}
