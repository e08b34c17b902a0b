import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { withFileLock } from '../../../src/node/storage/file-lock.ts';
import { FileStorage } from '../../../src/node/storage/file-storage.ts';
import { ProcessRegistry } from '../../../src/node/storage/processes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const moduleUrl = new URL('../../../src/node/storage/file-storage.ts', import.meta.url).href;

/** Another process with a storage at `root`; prints whatever `script` logs. */
function startProcess(root: string, script: string): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const code = `const { FileStorage } = await import(${JSON.stringify(moduleUrl)});
    const storage = new FileStorage(${JSON.stringify(root)});
    ${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function killedAfterWriting(root: string, script: string): Promise<void> {
  const child = startProcess(root, `${script}; console.log('done'); setInterval(() => {}, 1000);`);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('lines', () => {
  test('appends that overlap keep their order', async () => {
    const storage = new FileStorage(temporaryFolder());
    await Promise.all([1, 2, 3, 4, 5].map((n) => storage.append('events', [`${n}`])));
    expect(await storage.readAll('events')).toEqual([
      { processId: storage.processId, lines: ['1', '2', '3', '4', '5'] },
    ]);
  });

  test('two processes each see the lines of both', async () => {
    const root = temporaryFolder();
    const [one, two] = [new FileStorage(root), new FileStorage(root)];
    await one.append('events', ['a']);
    await two.append('events', ['b']);
    expect((await one.readAll('events')).flatMap(({ lines }) => lines).toSorted()).toEqual(['a', 'b']);
  });

  test('replacing by nothing removes the file', async () => {
    const storage = new FileStorage(temporaryFolder());
    await storage.append('events', ['a']);
    await storage.replace('events', []);
    expect(await storage.readAll('events')).toEqual([]);
  });

  test('a write that was cut off is left out', async () => {
    const root = temporaryFolder();
    const storage = new FileStorage(root);
    await storage.append('events', ['whole']);
    appendFileSync(join(root, 'lines', 'events', storage.processId), 'ha');
    expect((await storage.readAll('events'))[0]?.lines).toEqual(['whole']);
  });

  test('a name that would lead elsewhere is refused', () => {
    const storage = new FileStorage(temporaryFolder());
    expect(() => storage.append('../events', ['a'])).toThrow('plain word');
  });
});

test('a disk that took nothing for a while takes lines again', async () => {
  const root = temporaryFolder();
  const storage = new FileStorage(root);
  // In the way of the folder that is wanted.
  for (const name of ['processes', 'lines']) writeFileSync(join(root, name), '');
  await expect(storage.append('events', ['lost'])).rejects.toThrow(/EEXIST|ENOTDIR/);
  for (const name of ['processes', 'lines']) rmSync(join(root, name));
  await storage.append('events', ['kept']);
  expect(await storage.readAll('events')).toEqual([{ processId: storage.processId, lines: ['kept'] }]);
});

describe('orphans', () => {
  test('lines of a killed process become ours', async () => {
    const root = temporaryFolder();
    await killedAfterWriting(root, `await storage.append('events', ['left behind'])`);
    const storage = new FileStorage(root);
    expect(await storage.adoptOrphans('events')).toBe(1);
    expect(await storage.readAll('events')).toEqual([{ processId: storage.processId, lines: ['left behind'] }]);
  });

  test('lines of a running process stay with it', async () => {
    const root = temporaryFolder();
    await new FileStorage(root).append('events', ['mine']);
    expect(await new FileStorage(root).adoptOrphans('events')).toBe(0);
  });

  test('lines of a process that starts meanwhile stay with it', async () => {
    const root = temporaryFolder();
    const [adopting, starting] = [new FileStorage(root), new FileStorage(root)];
    const running = vi.spyOn(ProcessRegistry.prototype, 'running');
    running.mockImplementation(async () => {
      running.mockRestore();
      const ids = await new ProcessRegistry(join(root, 'processes'), adopting.processId).running();
      await starting.append('events', ['mine']);
      return ids;
    });
    expect(await adopting.adoptOrphans('events')).toBe(0);
    expect(await starting.readAll('events')).toEqual([{ processId: starting.processId, lines: ['mine'] }]);
  });

  test('a storage that was closed leaves its lines to others', async () => {
    const root = temporaryFolder();
    const closed = new FileStorage(root);
    await closed.append('events', ['a']);
    await closed.close();
    expect(await new FileStorage(root).adoptOrphans('events')).toBe(1);
  });

  test('of several that adopt at once, each line goes to one', async () => {
    const root = temporaryFolder();
    await killedAfterWriting(root, `await storage.append('events', ['a', 'b'])`);
    const storages = [1, 2, 3, 4].map(() => new FileStorage(root));
    await Promise.all(storages.map((storage) => storage.adoptOrphans('events')));
    const lines = (await storages[0]!.readAll('events')).flatMap((file) => file.lines);
    expect(lines.toSorted()).toEqual(['a', 'b']);
  });
});

describe('shared values', () => {
  test('no update is lost among processes', async () => {
    const root = temporaryFolder();
    const count = `for (let i = 0; i < 25; i += 1) await storage.updateShared('count', (n) => String(Number(n ?? 0) + 1));`;
    const children = [1, 2, 3].map(() => startProcess(root, count));
    await Promise.all(children.map((child) => once(child, 'exit')));
    expect(await new FileStorage(root).readShared('count')).toBe('75');
  });

  test('a value that is not there is undefined', async () => {
    expect(await new FileStorage(temporaryFolder()).readShared('none')).toBeUndefined();
  });

  test('a lock held by a killed process is taken over', async () => {
    const root = temporaryFolder();
    await killedAfterWriting(root, `void storage.updateShared('value', () => { console.log('held'); for (;;); })`);
    expect(await new FileStorage(root).updateShared('value', () => 'mine')).toBe('mine');
  });

  test('a lock without an owner is taken over once it is old', async () => {
    const lock = join(temporaryFolder(), 'lock');
    writeFileSync(lock, '');
    utimesSync(lock, new Date(0), new Date(0));
    expect(await withFileLock(lock, () => Promise.resolve('done'))).toBe('done');
  });

  test('a lock that was taken over meanwhile is left to its new holder, also where that is the same process', async () => {
    const lock = join(temporaryFolder(), 'lock');
    let holder = '';
    await withFileLock(lock, async () => {
      utimesSync(lock, new Date(0), new Date(0));
      let end = (): void => {};
      let second = Promise.resolve();
      await new Promise<void>((taken) => {
        second = withFileLock(lock, () => {
          taken();
          return new Promise<void>((resolve) => (end = resolve));
        });
      });
      onTestFinished(() => {
        end();
        return second;
      });
      holder = readFileSync(lock, 'utf8');
    });
    expect(readFileSync(lock, 'utf8')).toBe(holder);
  });

  test('a lock that the disk had no room for keeps nobody out', async () => {
    const folder = temporaryFolder();
    const lock = join(folder, 'lock');
    const any = await open(join(folder, 'any'), 'w');
    const writing = vi.spyOn(Object.getPrototypeOf(any) as typeof any, 'writeFile');
    onTestFinished(() => writing.mockRestore());
    await any.close();
    writing.mockRejectedValueOnce(Object.assign(new Error('no room'), { code: 'ENOSPC' }));
    await expect(withFileLock(lock, () => Promise.resolve('not done'))).rejects.toThrow('no room');
    expect(readdirSync(folder)).toEqual(['any']);
    expect(await withFileLock(lock, () => Promise.resolve('done'))).toBe('done');
  });

  test('an update that throws frees the lock', async () => {
    const storage = new FileStorage(temporaryFolder());
    const failing = storage.updateShared('value', () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await storage.updateShared('value', () => 'yes')).toBe('yes');
  });
});

test('no temporary file stays behind a write that failed', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'shared', 'value'), { recursive: true });
  await expect(new FileStorage(root).updateShared('value', () => 'new')).rejects.toThrow('EISDIR');
  expect(readdirSync(join(root, 'shared'))).toEqual(['value']);
});
