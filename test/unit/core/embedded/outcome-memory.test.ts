import { beforeEach, describe, expect, test } from 'vitest';
import type { Uri } from '../../../../src/core/document.ts';
import { LearnedOutcomes, mostRemembered } from '../../../../src/core/embedded/learned-outcomes.ts';
import { OutcomeMemory } from '../../../../src/core/embedded/outcome-memory.ts';
import type { EmbeddedOutcome } from '../../../../src/core/protocol.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { MemoryDisk, MemoryStorage } from '../../../support/memory-storage.ts';

const uri = 'file:///shop/billing.ts' as Uri;
const refused: EmbeddedOutcome = {
  uri,
  languageId: 'typescript',
  kind: 'rejected',
  text: 'Customer(customerId);',
  prefixTail: '\n  await notify',
};
const line = 'await notifyCustomer(customerId);';

let disk: MemoryDisk;
beforeEach(() => {
  disk = new MemoryDisk();
});

/** A window of its own on the same disk. */
function openWindow(
  name: string,
  mayKeep = true,
): { readonly memory: OutcomeMemory; readonly host: FakeHost; readonly close: () => void } {
  const host = new FakeHost(new MemoryStorage(name, disk));
  const { clock, storage, log } = host;
  return {
    memory: new OutcomeMemory({ clock, storage, log, mayKeep: () => mayKeep }),
    host,
    close: () => storage.kill(),
  };
}

const indexed = (): Promise<boolean> => Promise.resolve(true);
const stored = (): string => JSON.stringify([...disk.files].map(([name, files]) => [name, [...files]]));

async function isStillRefused(memory: OutcomeMemory, asked = line): Promise<boolean> {
  await memory.recall();
  const learned = new LearnedOutcomes();
  for (const outcome of memory.all) learned.record(outcome);
  return learned.isRefused(uri, asked);
}

describe('what became of suggestions', () => {
  test('is known to the next session', async () => {
    const first = openWindow('first');
    first.memory.add(refused, indexed);
    await first.host.clock.advance(1);
    first.close();
    expect(await isStillRefused(openWindow('second').memory)).toBe(true);
  });

  test('is known to a window that opens beside', async () => {
    const first = openWindow('first');
    first.memory.add(refused, indexed);
    await first.host.clock.advance(1);
    expect(await isStillRefused(openWindow('second').memory)).toBe(true);
  });

  test('is taken back by what comes after', async () => {
    const first = openWindow('first');
    first.memory.add(refused, indexed);
    await first.host.clock.advance(1000);
    first.memory.add({ ...refused, kind: 'accepted' }, indexed);
    await first.host.clock.advance(1);
    first.close();
    expect(await isStillRefused(openWindow('second').memory)).toBe(false);
  });

  test('stands on the disk without a word of it', async () => {
    const { memory, host } = openWindow('first');
    memory.add(refused, indexed);
    await host.clock.advance(1);
    expect(stored()).toContain('rejected');
    expect(stored()).not.toMatch(/notify|customer|billing|shop|typescript/i);
  });

  test('is not kept of files that stay out of the index', async () => {
    const { memory, host } = openWindow('first');
    memory.add(refused, () => Promise.resolve(false));
    await host.clock.advance(1);
    expect(stored()).not.toContain('rejected');
    expect(memory.all).toHaveLength(1);
  });

  test('is neither kept nor read with statistics off', async () => {
    const first = openWindow('first', false);
    first.memory.add(refused, indexed);
    await first.host.clock.advance(1);
    expect(stored()).not.toContain('rejected');
    const second = openWindow('second');
    second.memory.add(refused, indexed);
    await second.host.clock.advance(1);
    expect(await isStillRefused(openWindow('third', false).memory)).toBe(false);
  });

  test('is forgotten on demand, in windows that start later too', async () => {
    const [first, second] = [openWindow('first'), openWindow('second')];
    for (const { memory, host } of [first, second]) {
      memory.add(refused, indexed);
      await host.clock.advance(1);
    }
    await first.host.clock.advance(1000);
    await first.memory.forget();
    expect(await isStillRefused(first.memory)).toBe(false);
    const third = openWindow('third');
    await third.host.clock.advance(2000);
    expect(await isStillRefused(third.memory)).toBe(false);
  });

  test('is forgotten after half a year', async () => {
    const first = openWindow('first');
    first.memory.add(refused, indexed);
    await first.host.clock.advance(1);
    first.close();
    const later = openWindow('later');
    await later.host.clock.advance(200 * 24 * 3_600_000);
    expect(await isStillRefused(later.memory)).toBe(false);
  });

  test.each([
    ['half a line', (text: string) => text.slice(0, text.length / 2)],
    ['no JSON', () => 'x\u0000{'],
    ['other JSON', () => '{"at":"yesterday","kind":"rejected"}'],
    ['null', () => 'null'],
  ])('is dropped where %s is found, and the rest is read', async (_what, damage) => {
    const first = openWindow('first');
    first.memory.add({ ...refused, text: 'Owner(ownerId);' }, indexed);
    await first.host.clock.advance(1);
    first.memory.add(refused, indexed);
    await first.host.clock.advance(1);
    for (const files of disk.files.values()) {
      for (const lines of files.values()) lines[0] = damage(lines[0] ?? '');
    }
    first.close();
    const { memory } = openWindow('second');
    expect(await isStillRefused(memory)).toBe(true);
    expect(await isStillRefused(memory, 'await notifyOwner(ownerId);')).toBe(false);
  });

  test('starts anew where the disk fails', async () => {
    const { memory, host } = openWindow('first');
    Object.assign(host.storage, { readAll: () => Promise.reject(new Error('EIO')) });
    await memory.recall();
    expect(memory.all).toEqual([]);
    expect(host.logLines.map(({ message }) => message)).toContain(
      'What was learnt of earlier suggestions could not be read; it starts anew.',
    );
  });

  test('is bounded, in memory and on the disk', async () => {
    const first = openWindow('first');
    for (let count = 0; count < 3 * mostRemembered; count += 1) {
      first.memory.add({ ...refused, text: `Customer${count}();` }, indexed);
      await first.host.clock.advance(1);
    }
    first.close();
    const second = openWindow('second');
    await second.host.clock.advance(3 * mostRemembered);
    await second.memory.recall();
    expect(first.memory.all).toHaveLength(mostRemembered);
    expect(second.memory.all).toEqual(first.memory.all);
    expect(disk.files.get('suggestion-outcomes')?.get('second')).toHaveLength(mostRemembered);
  });
});
