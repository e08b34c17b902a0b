import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const packages = [
  'undici/lib',
  'zod/src/v4/core',
  'fast-check/lib',
  'openai/src',
  'vitest/dist',
  'knip/dist',
  'vite/dist/node',
];

/** Lines of installed packages' sources with a run of characters as long as a key's: names, paths, ids, digests. */
export function collectLookAlikes(count: number): readonly string[] {
  const root = 'node_modules';
  const lines = packages.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|js|mjs)$/.test(name) && !name.endsWith('.d.ts'))
      .toSorted()
      .flatMap((name) => readFileSync(join(root, folder, name), 'utf8').split('\n'))
      .filter((line) => line.length < 300 && /[A-Za-z0-9+/=_-]{20,}/.test(line) && /\d/.test(line)),
  );
  const distinct = [...new Set(lines)];
  const step = distinct.length / count;
  return Array.from({ length: count }, (_unused, index) => distinct[Math.floor(index * step)] ?? '');
}
