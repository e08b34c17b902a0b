import type { Io } from '../../src/cli/command.ts';

/** A terminal in memory. */
export interface FakeIo extends Io {
  readonly printed: { out: string; err: string };
}

export function createFakeIo(
  parts: Partial<Pick<Io, 'environment' | 'folder' | 'signal'>> & { readonly input?: string } = {},
): FakeIo {
  const printed = { out: '', err: '' };
  return {
    printed,
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    readInput: () => Promise.resolve(parts.input ?? ''),
    environment: parts.environment ?? {},
    folder: parts.folder ?? '/',
    signal: parts.signal ?? new AbortController().signal,
  };
}
