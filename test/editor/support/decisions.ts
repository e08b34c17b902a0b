import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import type { Decision } from '../../../src/core/completion/decision.ts';
import { waitUntil } from './wait-until.ts';

/** The decisions that Midfill has recorded since a moment, read from the file it appends them to. */
export interface DecisionReader {
  /** All that were recorded so far. */
  read(): Decision[];
  /** Waits for one that `matches`. */
  waitFor(awaited: string, matches: (decision: Decision) => boolean): Promise<Decision>;
}

/** Reads what is recorded from now on. */
export function decisionsFromNow(file: string): DecisionReader {
  const read = recordsFromNow<Decision>(file);
  return {
    read,
    waitFor: (awaited, matches) =>
      waitUntil(`a decision: ${awaited}`, () => read().find(matches), { instead: () => read().slice(-5) }),
  };
}

/** Answers what is appended to a file of one JSON object a line from now on. */
export function recordsFromNow<T>(file: string): () => T[] {
  const from = existsSync(file) ? statSync(file).size : 0;
  return () => {
    const text = readFrom(file, from);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  };
}

function readFrom(file: string, from: number): string {
  if (!existsSync(file)) return '';
  const length = statSync(file).size - from;
  if (length <= 0) return '';
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, length, from));
  } finally {
    closeSync(descriptor);
  }
}
