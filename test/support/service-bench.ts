import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Clock, Log, Transport } from '../../src/core/host.ts';
import type { ServiceId } from '../../src/core/providers/capabilities.ts';
import type { CompletionProvider } from '../../src/core/providers/provider.ts';
import { createProvider, isNotConfigured, settingNames } from '../../src/core/providers/registry.ts';
import { readSettings } from '../../src/core/settings.ts';
import { createMistralFim } from '../../src/node/transport/mistral-fim.ts';
import type { NodeTransport } from '../../src/node/transport/transport.ts';
import { createCertificate } from '../services/certificate.ts';
import { startCodestralStandIn } from '../services/codestral.ts';
import { startDeepSeekStandIn } from '../services/deepseek.ts';
import { startLlamaCppStandIn } from '../services/llamacpp.ts';
import type { Script } from '../services/model.ts';
import { startOllamaStandIn } from '../services/ollama.ts';
import { startOpenAiCompatibleStandIn } from '../services/openai-compatible.ts';
import type { StandIn, Wire } from '../services/stand-in.ts';
import { FastClock } from './fast-clock.ts';
import { createTestTransport } from './real-transport.ts';

/** Every service with the stand-in that speaks its protocol, and a model that it has. */
export const services = {
  codestral: { start: startCodestralStandIn, model: 'codestral-latest' },
  deepseek: { start: startDeepSeekStandIn, model: 'deepseek-flash' },
  ollama: { start: startOllamaStandIn, model: 'qwen2.5-coder:1.5b-base' },
  'openai-compatible': { start: startOpenAiCompatibleStandIn, model: 'Qwen/Qwen2.5-Coder-1.5B' },
  llamacpp: { start: startLlamaCppStandIn, model: '' },
} as const satisfies Record<ServiceId, { start: (script: Script, wire: Wire) => Promise<StandIn>; model: string }>;

export const serviceIds = Object.keys(services) as ServiceId[];

export const testKey = 'sk-0123456789abcdef';

const silent = (): void => {};
const log: Log = { trace: silent, debug: silent, info: silent, warn: silent, error: silent, child: () => log };
const certificate = createCertificate();

/** The shipped provider of a service at an address. */
export function createBenchProvider(
  id: ServiceId,
  baseUrl: string,
  transport: Transport,
  clock: Clock = new FastClock(1),
): CompletionProvider {
  const values: Readonly<Record<string, unknown>> = {
    [`${settingNames[id]}.baseUrl`]: baseUrl,
    [`${settingNames[id]}.model`]: services[id].model,
  };
  const settings = readSettings((key) => values[key]);
  const provider = createProvider({ clock, log, transport, mistral: createMistralFim() }, id, settings, {
    key: testKey,
  });
  if (isNotConfigured(provider)) throw new Error(provider.message);
  return provider;
}

/** A shipped provider on the shipped transport, in front of a stand-in. */
export interface ServiceBench {
  readonly standIn: StandIn;
  readonly transport: NodeTransport;
  readonly provider: CompletionProvider;
  readonly clock: FastClock;
  /** Counted on our side: a server that floods its client doesn't always see it leave. */
  readonly openSockets: number;
  close(): Promise<void>;
}

export async function openService(
  id: ServiceId,
  script: Script,
  { protocol = 'h1', speed = 1 }: { readonly protocol?: Wire['protocol']; readonly speed?: number } = {},
): Promise<ServiceBench> {
  const { start } = services[id];
  const standIn = await start(script, { protocol, certificate });
  const sockets: Socket[] = [];
  const noteSocket = (message: unknown): void => {
    const { connectParams, socket } = message as { connectParams: { port: string }; socket: Socket };
    if (connectParams.port === new URL(standIn.url).port) sockets.push(socket);
  };
  subscribe('undici:client:connected', noteSocket);
  const transport = createTestTransport();
  const clock = new FastClock(speed);
  const provider = createBenchProvider(id, standIn.url, transport, clock);
  return {
    standIn,
    transport,
    provider,
    clock,
    get openSockets() {
      return sockets.filter(({ destroyed }) => !destroyed).length;
    },
    close: async () => {
      unsubscribe('undici:client:connected', noteSocket);
      transport.dispose();
      await standIn.close();
    },
  };
}
