import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServiceId } from '../../src/core/providers/capabilities.ts';
import { type FaultName, faultNames } from '../services/faults.ts';
import { collect, requestAt } from '../support/requests.ts';
import { openService, serviceIds } from '../support/service-bench.ts';
import { type Outcome, answer, deviations, expectationOf, meetFault } from './matrix.ts';

/** `npm run soak` meets all of them, on HTTP/1.1 and HTTP/2, and writes down what came of it. */
const isSoak = process.env['MIDFILL_SOAK'] !== undefined;

const sample: readonly FaultName[] = [
  'half-lines',
  'comments',
  'status-401',
  'status-404',
  'status-429-date',
  'echoes-key',
  'html-error',
  'redirect',
  'wrong-content-type',
  'error-first',
  'error-mid-stream',
  'close-without-end',
  'reset-before-headers',
  'reset-mid-stream',
  'stall-before-first-token',
  'comments-only',
  'compressed-bomb',
  'flood',
  'gigabyte-line',
  'endless-stream',
];

const faults = isSoak ? faultNames : sample;
const protocols = isSoak ? (['h1', 'h2'] as const) : (['h1'] as const);
const outcomes = new Map<string, Outcome>();
const rejections: unknown[] = [];
const noteRejection = (reason: unknown): void => void rejections.push(reason);

process.on('unhandledRejection', noteRejection);

beforeAll(async () => {
  // Loads undici and the Mistral SDK, which takes longer from the sources than a deadline of the tests.
  const bench = await openService('codestral', { answer });
  await collect(
    bench.provider.complete(requestAt('x = █', { firstTokenTimeoutMs: 30_000 }), new AbortController().signal),
  );
  await bench.close();
}, 30_000);

afterAll(async () => {
  process.off('unhandledRejection', noteRejection);
  if (rejections.length > 0) throw new AggregateError(rejections, 'A promise was rejected and nobody looked.');
  if (isSoak) await writeFile(path.join(import.meta.dirname, 'matrix.md'), table(outcomes));
});

describe.each(protocols)('over %s', (protocol) => {
  describe.each(faults)('%s', (fault) => {
    test.concurrent.each(serviceIds)('at %s', async (id) => {
      const outcome = await meetFault(id, fault, protocol);
      outcomes.set(`${fault} ${id} ${protocol}`, outcome);
      expect(deviations(outcome, expectationOf(id, fault), fault)).toEqual([]);
    });
  });
});

describe.each(['h1', 'h2'] as const)('over %s', (protocol) => {
  test('the same answer of the model gives the same text through all services', async () => {
    const texts = await Promise.all(
      serviceIds.map(async (id): Promise<readonly [ServiceId, unknown]> => {
        const bench = await openService(id, { answer, tokensPerSecond: 500 }, { protocol });
        const { text, end } = await collect(bench.provider.complete(requestAt('x = █'), new AbortController().signal));
        await bench.close();
        return [id, { text, reason: end?.reason, protocol: end?.protocol, tokens: end?.usage?.completionTokens }];
      }),
    );
    const same = { text: answer, reason: 'stop', protocol, tokens: expect.any(Number) as number };
    expect(Object.fromEntries(texts)).toEqual(Object.fromEntries(serviceIds.map((id) => [id, same])));
  });

  test.each(serviceIds)('an abort ends the stream of %s, and the service sees it', async (id) => {
    const bench = await openService(id, { answer, tokensPerSecond: 20 }, { protocol });
    const abort = new AbortController();
    const reasons: string[] = [];
    for await (const part of bench.provider.complete(requestAt('x = █'), abort.signal)) {
      if (part.kind === 'text') abort.abort();
      else reasons.push(part.end.reason);
    }
    expect(reasons).toEqual(['cancelled']);
    await expect.poll(() => bench.standIn.aborted.length).toBe(1);
    await bench.close();
  });
});

/** Fault by service, as one line each; both protocols in one cell where they differ. */
function table(seen: ReadonlyMap<string, Outcome>): string {
  const cell = (fault: FaultName, id: ServiceId): string => {
    const cells = protocols.map((protocol) => {
      const outcome = seen.get(`${fault} ${id} ${protocol}`);
      if (outcome === undefined) return 'did not end';
      const retry = outcome.isRetryable ? ', retryable' : '';
      const wait = outcome.retryAfterMs === undefined ? '' : `, after ${Math.ceil(outcome.retryAfterMs / 1000)} s`;
      const times = outcome.attempts > 1 ? `, asked ${outcome.attempts} times` : '';
      return `${outcome.result}${retry}${wait}${times}`;
    });
    return [...new Set(cells)].join(' / ');
  };
  return [
    '# What comes of each fault at each service',
    '',
    'Written by `npm run soak` as it saw it, on HTTP/1.1 and HTTP/2. `stop`: the whole text. `truncated`: the text so far. Everything else is the kind of an error.',
    '',
    `| fault | ${serviceIds.join(' | ')} |`,
    `|---|${serviceIds.map(() => '---|').join('')}`,
    ...faults.map((fault) => `| ${fault} | ${serviceIds.map((id) => cell(fault, id)).join(' | ')} |`),
    '',
  ].join('\n');
}
