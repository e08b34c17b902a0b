import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { summarize } from './figures.ts';

const rounds = 9;

/** How long the two bundles of third-party code block a process that loads them, in milliseconds. */
export function measureLoadTime(): Record<string, { readonly p50: number; readonly max: number }> {
  const results: Record<string, { p50: number; max: number }> = {};
  for (const name of ['transport', 'mistral-sdk']) {
    const bundle = fileURLToPath(new URL(`../../../dist/${name}.cjs`, import.meta.url));
    if (!existsSync(bundle)) throw new Error(`${bundle} is missing: run npm run build first.`);
    const code = `const t = performance.now(); require(${JSON.stringify(bundle)}); console.log(performance.now() - t)`;
    const times = Array.from({ length: rounds }, () => Number(execFileSync(process.execPath, ['-e', code])));
    const { p50, max } = summarize(times);
    results[`dist/${name}.cjs`] = { p50, max };
  }
  return results;
}
