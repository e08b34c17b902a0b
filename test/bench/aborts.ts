import process from 'node:process';
import { serviceIds } from '../support/service-bench.ts';
import { type Proof, diverge } from './aborts/diverge.ts';
import { summarize } from './transport/figures.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * How soon a service sees the end of a request that the document has gone away from: `npm run bench:aborts`. The whole
 * arbiter, the shipped providers and transport, a stand-in for each service on a socket; keys come from an imaginary
 * editor, in real time. With `--write`, the figures replace aborts.baseline.json.
 */

const rounds = 10;
/** Later than that, a local server with one slot keeps the next request waiting. */
const withinMs = 100;

const results: Record<string, { readonly p50: number; readonly max: number; readonly count: number }> = {};
const all: number[] = [];
for (const protocol of ['h1', 'h2'] as const) {
  for (const id of serviceIds) {
    for (const proof of ['key', 'text'] as const satisfies readonly Proof[]) {
      const waits = await diverge(id, protocol, proof, rounds);
      const { p50, max } = summarize(waits);
      results[`${id}, ${protocol}, proven by a ${proof}`] = { p50, max, count: waits.length };
      all.push(...waits);
    }
  }
}
const { p50, p99, max } = summarize(all);
const late = all.filter((ms) => ms > withinMs).length;
const figures = { ...results, all: { p50, p99, max, count: all.length, [`over ${withinMs} ms`]: late } };
console.log(JSON.stringify(figures, undefined, 2));
if (process.argv.includes('--write')) writeBaseline('aborts', figures);
