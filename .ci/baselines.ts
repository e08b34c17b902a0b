import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The figures that the benches keep beside them. */
export class Baselines {
  readonly #folder: string;
  readonly #files = new Map<string, unknown>();

  constructor(root: string) {
    this.#folder = path.join(root, 'test/bench');
  }

  /** A number in `BENCH.baseline.json`; undefined where it has not been measured. */
  number(bench: string, ...keys: readonly string[]): number | undefined {
    const value = this.value(bench, ...keys);
    return typeof value === 'number' ? value : undefined;
  }

  value(bench: string, ...keys: readonly string[]): unknown {
    return keys.reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      this.#read(bench),
    );
  }

  /** On which day an entry was taken, such as `26 November 2026`, and how busy the machine was where that is known. */
  taken(bench: string, entry: string): string | undefined {
    const on = this.value(bench, 'taken', entry, 'on');
    if (typeof on !== 'string') return undefined;
    const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(on));
    const load = this.number(bench, 'taken', entry, 'load');
    return load === undefined ? day : `${day}, load ${load}`;
  }

  #read(bench: string): unknown {
    const file = path.join(this.#folder, `${bench}.baseline.json`);
    if (!this.#files.has(file)) this.#files.set(file, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
    return this.#files.get(file);
  }
}
