import { createWriteStream } from 'node:fs';
import type { Disposable } from '../base/disposable.ts';

/** Appends each line to a file, for tests that wait for it. Never fails: a test sees what is missing. */
export function openRecordFile(path: string): { readonly write: (line: string) => void } & Disposable {
  const stream = createWriteStream(path, { flags: 'a' });
  stream.on('error', () => {});
  return {
    write: (line) => void stream.write(`${line}\n`),
    dispose: () => void stream.end(),
  };
}
