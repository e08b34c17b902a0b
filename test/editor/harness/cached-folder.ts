import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from './locations.ts';

/**
 * A folder in the cache that is either whole or not there: filled under another name, renamed when complete, so that
 * neither an interrupted run nor two runs at once leave half of it.
 */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheRoot, name);
  if (existsSync(folder)) return folder;
  await mkdir(cacheRoot, { recursive: true });
  const partial = await mkdtemp(join(cacheRoot, `.partial-${name}-`));
  try {
    await fill(partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another run was faster: what it made is as good.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
