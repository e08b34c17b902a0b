import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hasCode, readIfThere, writeAtomically } from './atomic-file.ts';

/** Who runs where, so that another process can tell whether it still does. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: hostname() };
}

export function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'host' in value &&
    typeof value.host === 'string'
  );
}

/**
 * Whether a process still runs. One on another machine (a home folder may be shared) counts as running: nobody here can
 * tell. A process id that went to a newcomer keeps its old owner's files waiting until that one ends too.
 */
export function isRunning(identity: ProcessIdentity): boolean {
  if (identity.host !== hostname()) return true;
  try {
    process.kill(identity.pid, 0);
    return true;
  } catch (error) {
    // There is one, and it is another user's.
    return hasCode(error, 'EPERM');
  }
}

/** The processes that use a storage folder: one file each while it runs. */
export class ProcessRegistry {
  readonly #folder: string;
  readonly #processId: string;
  #entered: Promise<void> | undefined;

  constructor(folder: string, processId: string) {
    this.#folder = folder;
    this.#processId = processId;
  }

  /** Must be done before this process writes anything that others could take for an orphan. */
  enter(): Promise<void> {
    const file = join(this.#folder, this.#processId);
    this.#entered ??= writeAtomically(file, JSON.stringify(ownIdentity())).catch((error: unknown) => {
      // A disk that is full now may not be at the next write.
      this.#entered = undefined;
      throw error;
    });
    return this.#entered;
  }

  async leave(): Promise<void> {
    if (this.#entered === undefined) return;
    await this.#entered.catch(() => {});
    await rm(join(this.#folder, this.#processId), { force: true });
  }

  /** The ids of the processes that run; forgets those that ended. */
  async running(): Promise<ReadonlySet<string>> {
    await mkdir(this.#folder, { recursive: true });
    const running = new Set<string>([this.#processId]);
    for (const id of await readdir(this.#folder)) {
      if (id.endsWith('.tmp') || id === this.#processId) continue;
      const identity = parseIdentity(await readIfThere(join(this.#folder, id)));
      if (identity !== undefined && isRunning(identity)) running.add(id);
      else await rm(join(this.#folder, id), { force: true });
    }
    return running;
  }
}

function parseIdentity(bytes: Buffer | undefined): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(bytes?.toString() ?? '');
    return isIdentity(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
