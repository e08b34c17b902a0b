import { requestAt } from '../../support/requests.ts';
import { openService, serviceIds } from '../../support/service-bench.ts';
import { summarize } from './figures.ts';

const rounds = 20;

/** From the abort in the consumer until the stand-in sees the request closed, in milliseconds. */
export async function measureAbortReach(): Promise<Record<string, { readonly p50: number; readonly max: number }>> {
  const results: Record<string, { p50: number; max: number }> = {};
  for (const protocol of ['h1', 'h2'] as const) {
    for (const id of serviceIds) {
      const bench = await openService(id, { answer: 'one two three four', tokensPerSecond: 50 }, { protocol });
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const abort = new AbortController();
        let abortedMs = NaN;
        const request = requestAt('x = █', { firstTokenTimeoutMs: 30_000 });
        for await (const part of bench.provider.complete(request, abort.signal)) {
          if (part.kind !== 'text') continue;
          abortedMs = performance.now();
          abort.abort();
        }
        const record = bench.standIn.requests.at(-1);
        while (record?.outcome === 'running') await new Promise((resolve) => setTimeout(resolve, 1));
        times.push((record?.endedMs ?? NaN) - abortedMs);
      }
      await bench.close();
      const { p50, max } = summarize(times);
      results[`${id}, ${protocol === 'h1' ? 'HTTP/1.1' : 'HTTP/2'}`] = { p50, max };
    }
  }
  return results;
}
