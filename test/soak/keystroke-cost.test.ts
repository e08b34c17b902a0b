import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../../src/core/host.ts';
import { Telemetry } from '../../src/core/telemetry/telemetry.ts';
import { FileStorage } from '../../src/node/storage/file-storage.ts';
import { createTestTransport } from '../support/real-transport.ts';
import { startSignalEndpoint } from '../support/signal-endpoint.ts';
import { knows, story } from '../stories/story.ts';

const line = 'const total = price * count + shipping;';
const blocks = 60;

/**
 * What a key costs until the document's change has been dealt with, with an endpoint that drops every connection and a
 * real disk, and with telemetry off: block by block in turns, in the same process.
 */
test('an endpoint that is down costs a keystroke next to nothing', async () => {
  const root = await mkdtemp(join(tmpdir(), 'midfill-cost-'));
  const endpoint = await startSignalEndpoint();
  endpoint.mood = () => 'drop';
  const transport = createTestTransport();
  const storage = new FileStorage(root);
  const costs = { on: [] as number[], off: [] as number[] };
  for (let block = 0; block < blocks; block += 1) {
    for (const mode of block % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
      const s = story('█\n', { model: knows(line), ttftMs: 20, tokensPerSecond: 500 });
      const host: Host = Object.assign(s.host, { transport, storage });
      const telemetry = new Telemetry({
        host,
        keepsStatistics: () => mode === 'on',
        endpoint: () => (mode === 'on' ? endpoint.url : undefined),
        priceOf: () => 0,
        versionOf: () => undefined,
      });
      telemetry.watch(s.engine.onDidHappen);
      for (let suggestion = 0; suggestion < 8; suggestion += 1) {
        for (const key of 'const to') {
          const startedAt = performance.now();
          s.editor.type(key);
          costs[mode].push(performance.now() - startedAt);
          await s.wait(150);
        }
        await s.wait(500);
        const startedAt = performance.now();
        s.editor.accept();
        costs[mode].push(performance.now() - startedAt);
        s.editor.enter();
        await s.wait(500);
      }
      if (mode === 'on') await telemetry.sender.flush();
      telemetry.dispose();
    }
  }
  const [on, off] = [costs.on, costs.off].map((all) => all.toSorted((a, b) => a - b));
  const at = (values: readonly number[] | undefined, share: number): number =>
    values?.[Math.floor(values.length * share)] ?? Number.NaN;
  const [p50, p99] = [0.5, 0.99].map((share) => ({ on: at(on, share), off: at(off, share) }));
  process.stdout.write(
    `A key, telemetry on with the endpoint down / off: p50 ${inMicroseconds(p50)}, p99 ${inMicroseconds(p99)} µs; ` +
      `${on?.length} keys each, ${endpoint.connections} connections tried\n`,
  );
  await storage.close();
  transport.dispose();
  await endpoint.close();
  await rm(root, { recursive: true, force: true });
  expect(endpoint.connections).toBeGreaterThan(0);
  expect(at(on, 0.5)).toBeLessThan(1.25 * at(off, 0.5));
  // Far below what anyone could feel, whatever the ratio.
  expect(at(on, 0.99)).toBeLessThan(Math.max(2, 2 * at(off, 0.99)));
}, 120_000);

function inMicroseconds(times: { readonly on: number; readonly off: number } | undefined): string {
  if (times === undefined) return '';
  return `${Math.round(1000 * times.on)} / ${Math.round(1000 * times.off)} (${(times.on / times.off).toFixed(2)} times)`;
}
