import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Uri } from '../../../src/core/document.ts';
import { createNodeFiles } from '../../../src/node/files.ts';
import { uriFromPath } from '../../../src/node/file-uris.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const files = createNodeFiles(() => []);

function written(content: string | Uint8Array): Uri {
  const path = join(temporaryFolder(), 'file.txt');
  writeFileSync(path, content);
  return uriFromPath(path);
}

describe('reading text', () => {
  test('line ends come as LF', async () => {
    expect(await files.readText(written('a\r\nb\rc\n'), 100)).toBe('a\nb\nc\n');
  });

  test('a byte order mark is no text', async () => {
    expect(await files.readText(written(Buffer.from('\uFEFFa')), 100)).toBe('a');
  });

  test('UTF-16 with its mark is read', async () => {
    expect(await files.readText(written(Buffer.from('\uFEFFhé', 'utf16le')), 100)).toBe('hé');
  });

  test('a stray byte of another encoding does not spoil the rest', async () => {
    expect(await files.readText(written(Buffer.from([0x61, 0xe9, 0x62])), 100)).toBe('a\uFFFDb');
  });

  test('a file of exactly the limit is read', async () => {
    expect(await files.readText(written('12345'), 5)).toBe('12345');
  });

  test('a larger file is too large', async () => {
    await expect(files.readText(written('123456'), 5)).rejects.toMatchObject({ cause: 'too-large' });
  });

  test('a NUL makes a file binary', async () => {
    await expect(files.readText(written('a\0b'), 100)).rejects.toMatchObject({ cause: 'binary' });
  });

  test('a folder is no file', async () => {
    await expect(files.readText(uriFromPath(temporaryFolder()), 100)).rejects.toMatchObject({ cause: 'is-folder' });
  });

  test('a device is refused without reading from it', async () => {
    await expect(files.readText(uriFromPath('/dev/zero'), 100)).rejects.toMatchObject({ cause: 'other' });
  });

  test('a missing file is not found, and the message does not tell its path', async () => {
    const uri = uriFromPath(join(temporaryFolder(), 'private-name'));
    const error: unknown = await files.readText(uri, 100).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'file-error', cause: 'not-found' });
    expect(String(error)).not.toContain('private-name');
  });

  test('another scheme is refused', async () => {
    await expect(files.readText('untitled:a' as Uri, 100)).rejects.toMatchObject({ kind: 'file-error' });
  });
});

describe('listing a folder', () => {
  test('entries come with kind and size', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'inner'));
    writeFileSync(join(root, 'a b.ts'), '123');
    symlinkSync(join(root, 'nowhere'), join(root, 'link'));
    const entries = await files.list(uriFromPath(root));
    const kinds = entries.map(({ uri, kind }) => `${uri.slice(uri.lastIndexOf('/') + 1)} ${kind}`);
    expect(kinds.toSorted()).toEqual(['a%20b.ts file', 'inner folder', 'link link']);
    expect(entries.find(({ kind }) => kind === 'file')?.sizeBytes).toBe(3);
  });
});

describe('a link out of the workspace', () => {
  function createWorkspace() {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'secret.ts'), 'export const secret = 1;');
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src', 'a.ts'), 'a');
    symlinkSync(join(outside, 'secret.ts'), join(folder, 'link.ts'));
    symlinkSync(outside, join(folder, 'linked'));
    symlinkSync(join(folder, 'src'), join(folder, 'inner'));
    return { folder, outside, inside: createNodeFiles(() => [{ uri: uriFromPath(folder), name: 'w' }]) };
  }

  test('is not read, and a folder behind one is not listed', async () => {
    const { folder, inside } = createWorkspace();
    const outside = { kind: 'file-error', cause: 'outside' };
    await expect(inside.readText(uriFromPath(join(folder, 'link.ts')), 100)).rejects.toMatchObject(outside);
    await expect(inside.readText(uriFromPath(join(folder, 'linked/secret.ts')), 100)).rejects.toMatchObject(outside);
    await expect(inside.list(uriFromPath(join(folder, 'linked')))).rejects.toMatchObject(outside);
  });

  test('is told as a link', async () => {
    const { folder, inside } = createWorkspace();
    expect(await inside.stat(uriFromPath(join(folder, 'link.ts')))).toMatchObject({ kind: 'link' });
  });

  test('is told apart from one that stays inside', async () => {
    const { folder, outside, inside } = createWorkspace();
    expect(await inside.realUri(uriFromPath(join(folder, 'inner/a.ts')))).toBe(uriFromPath(join(folder, 'src/a.ts')));
    expect(await inside.realUri(uriFromPath(join(folder, 'linked/secret.ts')))).toBe(
      uriFromPath(join(outside, 'secret.ts')),
    );
    expect(await inside.readText(uriFromPath(join(folder, 'inner/a.ts')), 100)).toBe('a');
  });

  test('does not count where the workspace folder itself is reached by one', async () => {
    const { folder } = createWorkspace();
    const alias = join(temporaryFolder(), 'alias');
    symlinkSync(folder, alias);
    const files = createNodeFiles(() => [{ uri: uriFromPath(alias), name: 'w' }]);
    const uri = uriFromPath(join(alias, 'src/a.ts'));
    expect(await files.realUri(uri)).toBe(uri);
    expect(await files.readText(uri, 100)).toBe('a');
  });
});
