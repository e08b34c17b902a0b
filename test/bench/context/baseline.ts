import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../context.baseline.json', import.meta.url);

/** Replaces one benchmark's figures in the baseline; the others' stay. */
export function writeBaseline(section: string, figures: unknown): void {
  const before: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...before, [section]: figures }, undefined, 2)}\n`);
}

/** A share as a percentage with one decimal, which is more than samples of this size bear. */
export function percent(share: number): number {
  return Math.round(share * 1000) / 10;
}
