import type { LogLevel } from './log.ts';

/** The last lines of a log, for "Copy Diagnostics". */
export class LogRing {
  readonly #lines: string[] = [];
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(level: LogLevel, line: string): void {
    this.#lines.push(`${new Date().toISOString()} ${level} ${line}`);
    if (this.#lines.length > this.#capacity) this.#lines.shift();
  }

  lines(): readonly string[] {
    return [...this.#lines];
  }
}
