import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type StatisticsLine, StatisticsStore } from '../../../../src/core/telemetry/statistics.ts';
import { FakeHost } from '../../../support/fake-host.ts';
import { MemoryDisk, MemoryStorage } from '../../../support/memory-storage.ts';

const dayMs = 86_400_000;

function createWindow(processId: string, disk: MemoryDisk) {
  const host = new FakeHost(new MemoryStorage(processId, disk));
  const { clock, storage, log } = host;
  const store = new StatisticsStore({ clock, storage, log });
  const add = (number: number): void =>
    store.add({ kind: 'kept', at: clock.now(), afterMs: number, kept: 1, language: 'go' } as unknown as StatisticsLine);
  const read = async (): Promise<readonly number[]> =>
    (await store.read()).flatMap((line) => (line.kind === 'kept' ? [line.afterMs] : []));
  return { host, store, add, read };
}

describe('statistics of several windows', () => {
  test('each appends to its own file, and reading merges them', async () => {
    const disk = new MemoryDisk();
    const [first, second] = [createWindow('process-1', disk), createWindow('process-2', disk)];
    first.add(1);
    second.add(2);
    expect(await first.read()).toEqual([1, 2]);
    expect(await second.read()).toEqual([1, 2]);
  });

  test('what a window left behind is taken over, and counted once even where taking over was cut short', async () => {
    const disk = new MemoryDisk();
    const first = createWindow('process-1', disk);
    first.add(1);
    await first.host.clock.advance(0);
    const [file] = await first.host.storage.readAll('statistics');
    const second = createWindow('process-2', disk);
    // As one that had copied the lines and was killed before it removed them.
    await second.host.storage.append('statistics', file?.lines ?? []);
    expect(await second.read()).toEqual([1]);
    first.host.storage.kill();
    await second.store.start();
    expect(await second.read()).toEqual([1]);
  });

  test('deleted, nothing comes back: not from windows that are still open, nor after they have ended', async () => {
    const disk = new MemoryDisk();
    const [first, second] = [createWindow('process-1', disk), createWindow('process-2', disk)];
    first.add(1);
    second.add(2);
    await first.host.clock.advance(10);
    await first.store.reset();
    expect(await first.read()).toEqual([]);
    second.host.storage.kill();
    await first.store.start();
    expect(await first.read()).toEqual([]);
    first.add(3);
    expect(await first.read()).toEqual([3]);
  });

  test('what is added while the file is tidied up stays', async () => {
    const { host, store, add, read } = createWindow('process-1', new MemoryDisk());
    add(1);
    await host.clock.advance(31 * dayMs);
    const { storage } = host;
    const readShared = vi.spyOn(storage, 'readShared').mockImplementationOnce(() => {
      add(2);
      return Promise.resolve(undefined);
    });
    onTestFinished(() => readShared.mockRestore());
    await store.start();
    expect(await read()).toEqual([2]);
  });

  test('a disk that is full is said once, until it takes a line again', async () => {
    const { host, add, read } = createWindow('process-1', new MemoryDisk());
    const append = host.storage.append.bind(host.storage);
    for (const isFull of [true, true, false, true]) {
      host.storage.append = (...values) => (isFull ? Promise.reject(new Error('ENOSPC')) : append(...values));
      add(1);
      await host.clock.advance(0);
    }
    expect(host.logLines.filter(({ level }) => level === 'warn')).toHaveLength(2);
    expect(await read()).toEqual([1]);
  });

  test('what is older than thirty days goes', async () => {
    const { host, store, add, read } = createWindow('process-1', new MemoryDisk());
    add(1);
    await host.clock.advance(31 * dayMs);
    add(2);
    expect(await read()).toEqual([2]);
    await store.start();
    expect((await host.storage.readAll('statistics'))[0]?.lines.length).toBe(1);
  });
});
