import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../context.baseline.json', import.meta.url);

/** Replaces one benchmark's figures in the baseline; the others' stay. */
export function writeBaseline(section: string, figures: unknown): void {
  const before: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...before, [section]: figures }, undefined, 2)}\n`);
}

/** Shares as percentages with one decimal, which is what samples of this size bear; all else as it is. */
export function inPercent<T>(value: T): T {
  const convert = (_key: string, each: unknown): unknown =>
    typeof each === 'number' && !Number.isInteger(each) ? Math.round(each * 1000) / 10 : each;
  return JSON.parse(JSON.stringify(value, convert)) as T;
}
