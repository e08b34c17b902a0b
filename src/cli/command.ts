import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** What a command has of the world; the process's own in `main.ts`, a test's in tests. */
export interface Io {
  /** Writes as it is, without a line end. */
  out(text: string): void;
  err(text: string): void;
  readInput(): Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** Aborts at Ctrl+C. */
  readonly signal: AbortSignal;
}

/** 0: it worked. 1: a request failed. 2: bad arguments. 130: interrupted, as shells count it. */
export type ExitCode = 0 | 1 | 2 | 130;

export interface Command {
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[], io: Io): Promise<ExitCode>;
}

/** An end with a sentence for the user and no stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

interface Parsed<Options extends ParseArgsOptionsConfig> {
  readonly values: ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>['values'];
  readonly positionals: readonly string[];
}

/** Reads a command's arguments; what it doesn't know is an error that names it. */
export function parseOptions<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): Parsed<Options> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values, positionals };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${message.replace(/\. .*$/s, '')}. 'midfill --help' lists what there is.`);
  }
}

/** A whole number between bounds. */
export function parseNumber(
  option: string,
  text: string | undefined,
  bounds: { readonly min: number; readonly max: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= bounds.min && value <= bounds.max) return value;
  throw new CommandError(`${option} takes a whole number from ${bounds.min} to ${bounds.max}, not "${text}".`);
}
