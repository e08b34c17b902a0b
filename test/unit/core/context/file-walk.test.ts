import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { walkFiles } from '../../../../src/core/context/file-walk.ts';
import { Pacer } from '../../../../src/core/context/pacer.ts';
import type { Files } from '../../../../src/core/host.ts';
import { FileRules } from '../../../../src/core/privacy/file-rules.ts';
import { systemClock } from '../../../../src/node/clock.ts';
import { uriFromPath } from '../../../../src/node/file-uris.ts';
import { createNodeFiles } from '../../../../src/node/files.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { FakeHost } from '../../../support/fake-host.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midfill-walk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (path: string, text = 'x = 1\n'): Promise<void> => {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
};

async function walked(origin = '', change: (files: Files) => Partial<Files> = () => ({})): Promise<string[]> {
  const real = createNodeFiles(() => [{ uri: uriFromPath(folder), name: 'test' }]);
  const files = { ...real, ...change(real) };
  const paths: string[] = [];
  const walk = walkFiles({
    files,
    rules: new FileRules({ files, log: new FakeHost().log }),
    folders: [uriFromPath(folder)],
    origins: origin === '' ? [] : [uriFromPath(join(folder, origin))],
    pacer: new Pacer(systemClock, { share: 1, sliceMs: 1000 }),
    signal: new AbortController().signal,
  });
  for await (const { path } of walk) paths.push(path);
  return paths;
}

describe('the walk of the files', () => {
  test('comes to what is nearest first', async () => {
    await put('a/b/near.py');
    await put('a/b/c/below.py');
    await put('a/above.py');
    await put('z/far.py');
    expect(await walked('a/b')).toEqual(['a/b/near.py', 'a/above.py', 'a/b/c/below.py', 'z/far.py']);
  });

  test('leaves out what is ignored, with negation and by folder', async () => {
    await put('.gitignore', 'build/\n*.gen.py\n!keep.gen.py\n');
    await put('sub/.midfillignore', 'private.py\n');
    for (const path of ['build/a.py', 'b.gen.py', 'keep.gen.py', 'sub/private.py', 'sub/c.py']) await put(path);
    expect((await walked()).toSorted()).toEqual(['keep.gen.py', 'sub/c.py']);
  });

  test('leaves out secrets, other people’s code and what is no source', async () => {
    for (const path of ['.env.py', 'server.pem', 'node_modules/x/a.js', 'photo.png', 'README', 'a.py']) await put(path);
    expect(await walked()).toEqual(['a.py']);
  });

  test('ends on links that go in circles', async () => {
    await put('a/b.py');
    await symlink(folder, join(folder, 'a', 'loop'));
    await symlink(join(folder, 'a', 'b.py'), join(folder, 'twice.py'));
    expect(await walked()).toEqual(['a/b.py']);
  });

  test('passes over a folder that vanishes before it is listed', async () => {
    await put('a/gone.py');
    await put('b/there.py');
    const list = (files: Files) => async (uri: Parameters<Files['list']>[0]) => {
      if (uri.endsWith('/a')) throw Object.assign(new Error('gone'), { kind: 'file-error', cause: 'not-found' });
      return files.list(uri);
    };
    expect(await walked('', (files) => ({ list: list(files) }))).toEqual(['b/there.py']);
  });
});

describe('the pacer', () => {
  test('rests three times as long as it worked, for a quarter of a core', async () => {
    const clock = new FakeClock();
    const pacer = new Pacer(clock, { share: 0.25, sliceMs: 10 });
    await clock.advance(20);
    let isDone = false;
    void pacer.turn(new AbortController().signal).then(() => (isDone = true));
    await clock.advance(59);
    expect(isDone).toBe(false);
    await clock.advance(2);
    expect(isDone).toBe(true);
  });

  test('does not rest before its slice is used up, and stops resting when it is called off', async () => {
    const clock = new FakeClock();
    const pacer = new Pacer(clock, { share: 0.25, sliceMs: 10 });
    expect(await pacer.turn(new AbortController().signal)).toBe(true);
    await clock.advance(50);
    const controller = new AbortController();
    const turn = pacer.turn(controller.signal);
    controller.abort();
    expect(await turn).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });
});
