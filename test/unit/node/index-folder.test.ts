import { chmodSync, mkdirSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Uri } from '../../../src/core/document.ts';
import type { IndexSegments, SegmentBody, SegmentHead } from '../../../src/core/workers/index-store.ts';
import { openIndexFolder } from '../../../src/node/storage/index-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const head: SegmentHead = { files: [{ uri: 'file:///shop/a.ts' as Uri, modifiedMs: 12.5, sizeBytes: 7 }] };
const body: SegmentBody = {
  contents: [{ manifest: { uri: 'file:///shop/a.ts' as Uri, path: 'a.ts', dependencies: ['ünï'] } }],
  slice: undefined,
};

function opened(folder = temporaryFolder(), maker = 'this build', workspace = 'shop'): IndexSegments {
  return openIndexFolder(folder, maker)(workspace);
}

function onlyFile(folder: string): string {
  const [workspace = ''] = readdirSync(folder);
  const [file = ''] = readdirSync(join(folder, workspace));
  return join(folder, workspace, file);
}

describe('a segment of the stored index', () => {
  test('is read as it was written, also by another process', async () => {
    const folder = temporaryFolder();
    const written = await opened(folder).write(head, body);
    const [found] = await opened(folder).list();
    expect(found).toEqual({ ...written, head });
    expect(await opened(folder).readBody(found?.name ?? '')).toEqual(body);
  });

  test('is not there where any byte of it is another one', async () => {
    const folder = temporaryFolder();
    const { name = '' } = (await opened(folder).write(head, body)) ?? {};
    const path = onlyFile(folder);
    const bytes = readFileSync(path);
    for (const [at, byte] of bytes.entries()) {
      const broken = Uint8Array.from(bytes);
      broken[at] = byte ^ 0xff;
      writeFileSync(path, broken);
      const isListed = (await opened(folder).list()).length > 0;
      expect(isListed && (await opened(folder).readBody(name)) !== undefined).toBe(false);
    }
    writeFileSync(path, bytes);
    expect(await opened(folder).readBody(name)).toEqual(body);
  });

  test('that was cut off at any place is removed when it is met', async () => {
    const folder = temporaryFolder();
    await opened(folder).write(head, body);
    const path = onlyFile(folder);
    const bytes = readFileSync(path);
    for (let length = 0; length < bytes.length; length += 7) {
      writeFileSync(path, bytes);
      truncateSync(path, length);
      expect(await opened(folder).list()).toEqual([]);
      expect(readdirSync(join(path, '..'))).toEqual([]);
    }
  });

  test('that another build has made is removed', async () => {
    const folder = temporaryFolder();
    await opened(folder, 'an older build').write(head, body);
    expect(await opened(folder).list()).toEqual([]);
    expect(readdirSync(join(folder, readdirSync(folder)[0] ?? ''))).toEqual([]);
  });

  test('belongs to its workspace', async () => {
    const folder = temporaryFolder();
    await opened(folder).write(head, body);
    expect(await opened(folder, 'this build', 'another').list()).toEqual([]);
    expect(await opened(folder).list()).toHaveLength(1);
  });

  test('that another window has removed is gone, and that is all', async () => {
    const folder = temporaryFolder();
    const mine = opened(folder);
    const { name = '' } = (await mine.write(head, body)) ?? {};
    await opened(folder).remove(name);
    expect(await mine.readBody(name)).toBeUndefined();
    await expect(mine.remove(name)).resolves.toBeUndefined();
  });

  test('that is still being written by another window is left alone, one left over is removed', async () => {
    const folder = temporaryFolder();
    await opened(folder).write(head, body);
    const workspace = join(onlyFile(folder), '..');
    writeFileSync(join(workspace, 'young.tmp'), 'half');
    writeFileSync(join(workspace, 'old.tmp'), 'half');
    utimesSync(join(workspace, 'old.tmp'), new Date(0), new Date(0));
    await opened(folder).list();
    expect(readdirSync(workspace).filter((name) => name.endsWith('.tmp'))).toEqual(['young.tmp']);
  });
});

describe('the folder of stored indexes', () => {
  test('loses what nobody has used for a month, whatever else lies there', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '~stray'), 'no folder');
    await opened(folder, 'this build', 'forgotten').write(head, body);
    utimesSync(join(folder, readdirSync(folder).toSorted()[0] ?? ''), new Date(0), new Date(0));
    await opened(folder).write(head, body);
    await opened(folder).list();
    expect(readdirSync(folder).toSorted()).toEqual([expect.stringMatching(/^\w+$/), '~stray']);
    expect(await opened(folder).list()).toHaveLength(1);
  });

  test('keeps the thirty workspaces that were used last', async () => {
    const folder = temporaryFolder();
    for (let index = 0; index < 40; index += 1) {
      mkdirSync(join(folder, `w${index}`));
      utimesSync(
        join(folder, `w${index}`),
        new Date(Date.now() - index * 60_000),
        new Date(Date.now() - index * 60_000),
      );
    }
    await opened(folder).list();
    expect(readdirSync(folder).toSorted()).toEqual(Array.from({ length: 30 }, (_, index) => `w${index}`).toSorted());
  });

  test('that can not be written to says so to the writer alone', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(path, 'no folder');
    await expect(opened(path).write(head, body)).rejects.toThrow('ENOTDIR');
    chmodSync(path, 0o400);
    await expect(opened(join(folder, 'missing')).list()).resolves.toEqual([]);
  });
});
