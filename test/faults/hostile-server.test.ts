import { beforeAll, describe, expect, test } from 'vitest';
import { shape } from '../../src/core/completion/shaping/shape.ts';
import type { FaultName } from '../services/faults.ts';
import { startStandIn } from '../services/stand-in.ts';
import { createTestTransport } from '../support/real-transport.ts';
import { collect, failureOf, requestAt } from '../support/requests.ts';
import { createBenchProvider, openService, serviceIds, testKey } from '../support/service-bench.ts';

const isSoak = process.env['MIDFILL_SOAK'] !== undefined;
const request = requestAt('x = █', { firstTokenTimeoutMs: 60_000 });
const unheard = new AbortController().signal;

beforeAll(async () => {
  const bench = await openService('codestral', { answer: 'x' });
  await collect(bench.provider.complete(request, unheard));
  await bench.close();
}, 30_000);

/** What an attack has cost this process, which is the server too. */
interface Cost {
  /** The most that was held beyond what was held before. */
  readonly megabytes: number;
  /** The longest that the thread worked without a pause, in processor time: others may be busy beside it. */
  readonly longestTurnMs: number;
}

async function measure(run: () => Promise<unknown>): Promise<Cost> {
  const held = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1024 / 1024;
  };
  const before = held();
  let megabytes = 0;
  let longestTurnMs = 0;
  let isOver = false;
  let cpu = process.cpuUsage();
  const tick = (): void => {
    const spent = process.cpuUsage(cpu);
    longestTurnMs = Math.max(longestTurnMs, (spent.user + spent.system) / 1000);
    megabytes = Math.max(megabytes, held() - before);
    cpu = process.cpuUsage();
    if (!isOver) setImmediate(tick);
  };
  setImmediate(tick);
  await run();
  isOver = true;
  return { megabytes, longestTurnMs };
}

const attacks: readonly FaultName[] = isSoak
  ? ['gigabyte-line', 'endless-stream', 'compressed-bomb', 'flood']
  : ['gigabyte-line', 'compressed-bomb'];

describe.each(attacks)('%s', (fault) => {
  test.each(serviceIds)('of %s leaves memory bounded and the thread free', async (id) => {
    const isAttacked = ({ path }: { readonly path: string }): boolean => /(completions?|generate|infill)$/.test(path);
    const bench = await openService(id, { fault: (asked) => (isAttacked(asked) ? fault : undefined) }, { speed: 10 });
    const cost = await measure(() =>
      collect(bench.provider.complete({ ...request, firstTokenTimeoutMs: 20_000 }, unheard)).catch(() => {}),
    );
    await bench.close();
    if (isSoak) console.log(JSON.stringify({ fault, id, ...cost }));
    // What the stand-in itself holds is in it: a flood takes 30 to 67 MB of both.
    expect(cost.megabytes).toBeLessThan(96);
    expect(cost.longestTurnMs).toBeLessThan(250);
  });
});

test.each(serviceIds)('a body that the editor unpacks for %s is read no further than it is text', async (id) => {
  const bench = await openService(id, { fault: 'compressed-bomb' });
  const transport = createTestTransport({ client: 'editor', editorFetch: fetch });
  const provider = createBenchProvider(id, bench.standIn.url, transport);
  const cost = await measure(() =>
    collect(provider.complete({ ...request, firstTokenTimeoutMs: 3000 }, unheard)).catch(() => {}),
  );
  transport.dispose();
  await bench.close();
  expect(cost.megabytes).toBeLessThan(96);
});

describe('a redirect', () => {
  test.each(serviceIds)('takes neither the key nor the code of %s elsewhere', async (id) => {
    const elsewhere = await startStandIn((exchange) => exchange.text(200, ''));
    const asked: string[] = [];
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await startStandIn((exchange) => {
        asked.push(exchange.request.headers['authorization'] ?? '');
        return exchange.text(status, '', { location: `${elsewhere.url.replace('127.0.0.1', 'localhost')}/v1` });
      });
      for (const client of ['own', 'editor'] as const) {
        const transport = createTestTransport({ client, editorFetch: fetch });
        await failureOf(collect(createBenchProvider(id, server.url, transport).complete(request, unheard)));
        transport.dispose();
      }
      await server.close();
    }
    await elsewhere.close();
    expect(elsewhere.connectionsOpened).toBe(0);
    // Where this service takes a key at all, its own server had it.
    expect(asked.some((header) => header.includes(testKey))).toBe(id !== 'ollama');
  });
});

describe('text', () => {
  const hostile =
    'value\u001B[31m = \u202E"x"\u202C;\u0000\u0007\u001B]8;;command:x\u0007y\u001B]8;;\u0007\u{E0041}<|fim_suffix|>stolen';

  test.each(serviceIds)('of %s holds nothing that a terminal or an editor obeys', async (id) => {
    // Cut anywhere: a sequence that comes in pieces is still one.
    const split = (text: string): readonly string[] => text.match(/[\s\S]{1,3}/gu) ?? [];
    const bench = await openService(id, { answer: hostile, split });
    const { text } = await collect(bench.provider.complete(request, unheard));
    await bench.close();
    expect(text).toMatch(/^value = "x";y/);
    const { text: shown } = shape(text, {
      prefix: 'x = ',
      suffix: '',
      languageId: 'python',
      askedFor: { kind: 'line' },
      tabSize: 4,
      end: 'stop',
    });
    expect(shown).toBe('value = "x";y');
  });
});
