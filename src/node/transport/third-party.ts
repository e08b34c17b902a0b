import type { MistralCore } from '@mistralai/mistralai/core.js';
import type { fimStream } from '@mistralai/mistralai/funcs/fimStream.js';
import type { HTTPClient } from '@mistralai/mistralai/lib/http.js';
import type { Agent, buildConnector } from 'undici';

// This file becomes a bundle of its own, so that activation loads none of what is here. It holds no code of ours.

export interface Undici {
  readonly Agent: typeof Agent;
  readonly buildConnector: typeof buildConnector;
}

export async function loadUndici(): Promise<Undici> {
  const agent = await import('undici/lib/dispatcher/agent.js');
  const connect = await import('undici/lib/core/connect.js');
  return { Agent: agent.default, buildConnector: connect.default };
}

export interface MistralSdk {
  readonly MistralCore: typeof MistralCore;
  readonly fimStream: typeof fimStream;
  readonly HTTPClient: typeof HTTPClient;
}

/** Apart from undici: only those who use Codestral load it. */
export async function loadMistralSdk(): Promise<MistralSdk> {
  const core = await import('@mistralai/mistralai/core.js');
  const fim = await import('@mistralai/mistralai/funcs/fimStream.js');
  const http = await import('@mistralai/mistralai/lib/http.js');
  return { MistralCore: core.MistralCore, fimStream: fim.fimStream, HTTPClient: http.HTTPClient };
}
