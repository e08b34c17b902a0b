import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';

/** When an entry of a baseline was taken, and how busy the machine was by then. */
export interface Taken {
  readonly on: string;
  readonly load: number;
}

/** Puts figures into `NAME.baseline.json`, each entry with the day it was taken on; entries of other names stay. */
export function writeBaseline(name: string, entries: Readonly<Record<string, unknown>>): void {
  const file = path.join(import.meta.dirname, `${name}.baseline.json`);
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { taken?: Record<string, Taken> }) : {};
  const now: Taken = { on: new Date().toISOString().slice(0, 10), load: Math.round(10 * (loadavg()[0] ?? 0)) / 10 };
  const taken = { ...before.taken, ...Object.fromEntries(Object.keys(entries).map((key) => [key, now])) };
  writeFileSync(file, `${JSON.stringify({ ...before, ...entries, taken }, undefined, 2)}\n`);
}
