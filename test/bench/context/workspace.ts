import { link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readdirSync, statSync } from 'node:fs';
import { seeded, shuffled } from './corpus.ts';

/** A folder with some of a corpus's files, a whole number of them, in their own folders. Links, so it costs no space. */
export async function makeWorkspace(
  corpus: string,
  count: number,
  largestBytes = Infinity,
): Promise<{ readonly folder: string; readonly paths: readonly string[]; remove(): Promise<void> }> {
  const all = readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(?!.*\.d\.).*\.(?:ts|tsx|js|py|go|java|rs|php)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size <= largestBytes)
    .map((path) => path.slice(corpus.length + 1))
    .toSorted();
  // Whole folders, as a workspace has them.
  const folders = new Map<string, string[]>();
  for (const path of all) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path]);
  const paths: string[] = [];
  for (const folder of shuffled([...folders.keys()], seeded(1))) {
    if (paths.length >= count) break;
    paths.push(...(folders.get(folder) ?? []).slice(0, count - paths.length));
  }
  const parent = await mkdtemp(join(tmpdir(), 'midfill-bench-'));
  for (const path of paths) {
    await mkdir(join(parent, dirname(path)), { recursive: true });
    await link(join(corpus, path), join(parent, path));
  }
  return { folder: parent, paths, remove: () => rm(parent, { recursive: true, force: true }) };
}
