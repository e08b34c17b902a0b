import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ServiceId } from '../../../src/core/providers/capabilities.ts';
import type { CompletionProvider } from '../../../src/core/providers/provider.ts';
import { requestAt } from '../../support/requests.ts';
import { createBenchProvider } from '../../support/service-bench.ts';
import { createTestTransport } from '../../support/real-transport.ts';
import { round, summarize } from './figures.ts';

export interface TokenFigures {
  /** From the server's write, in a process of its own, to our consumer. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Processor time of this process for a token, where many come at once. */
  readonly burstCpuMicroseconds: number;
}

const pacedTokens = 400;
const paceMs = 5;
const burstTokens = 2000;
const burstRounds = 10;

const paths: readonly { readonly name: string; readonly id: ServiceId }[] = [
  { name: 'through the Mistral SDK (codestral)', id: 'codestral' },
  { name: 'our own reader (deepseek)', id: 'deepseek' },
];

/** What a token costs on its way from the socket through transport, framing and provider; the two paths take turns. */
export async function measureTokenCost(): Promise<Record<string, TokenFigures>> {
  const child = fork(fileURLToPath(new URL('token-server.ts', import.meta.url)));
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(Number(message))));
  const transport = createTestTransport();
  const providers = paths.map(({ name, id }) => ({
    name,
    provider: createBenchProvider(id, `http://127.0.0.1:${port}`, transport),
    latencies: [] as number[],
    cpuMicroseconds: [] as number[],
  }));
  for (const { provider } of providers) await run(provider, 200, 0);
  for (let turn = 0; turn < 2; turn += 1) {
    for (const each of providers) each.latencies.push(...(await run(each.provider, pacedTokens / 2, paceMs)));
  }
  for (let turn = 0; turn < burstRounds; turn += 1) {
    for (const each of providers) {
      const before = process.cpuUsage();
      await run(each.provider, burstTokens, 0);
      const { user, system } = process.cpuUsage(before);
      each.cpuMicroseconds.push((user + system) / burstTokens);
    }
  }
  transport.dispose();
  child.disconnect();
  return Object.fromEntries(
    providers.map(({ name, latencies, cpuMicroseconds }) => [
      name,
      { latencyMs: summarize(latencies), burstCpuMicroseconds: round(summarize(cpuMicroseconds).p50) },
    ]),
  );
}

/** How long each token was on its way, in milliseconds. */
async function run(provider: CompletionProvider, count: number, pace: number): Promise<readonly number[]> {
  const latencies: number[] = [];
  const request = requestAt(`${count} ${pace} █`, { maxTokens: 1024, firstTokenTimeoutMs: 30_000 });
  for await (const part of provider.complete(request, new AbortController().signal)) {
    if (part.kind !== 'text') continue;
    const arrived = process.hrtime.bigint();
    for (const stamp of part.text.trim().split(' ')) latencies.push(Number(arrived - BigInt(stamp)) / 1e6);
  }
  if (latencies.length !== count) throw new Error(`${latencies.length} of ${count} tokens came.`);
  return latencies;
}
