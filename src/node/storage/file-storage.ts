import { appendFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessFile, Storage } from '../../core/host.ts';
import { randomId } from '../random.ts';
import { hasCode, readIfThere, writeAtomically } from './atomic-file.ts';
import { withFileLock } from './file-lock.ts';
import { ProcessRegistry } from './processes.ts';

/**
 * Storage in a folder that several processes use at once:
 *
 *   processes/ID        who runs
 *   lines/NAME/ID       one process's lines
 *   shared/NAME         a value of all
 *   locks/NAME
 */
export class FileStorage implements Storage {
  readonly processId = `${process.pid}-${randomId().slice(0, 12)}`;
  readonly #root: string;
  readonly #processes: ProcessRegistry;
  /** By file: the write that the next one waits for, so that lines keep their order. */
  readonly #writes = new Map<string, Promise<unknown>>();

  constructor(root: string) {
    this.#root = root;
    this.#processes = new ProcessRegistry(join(root, 'processes'), this.processId);
  }

  append(name: string, lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return Promise.resolve();
    const path = this.#linesPath(name, this.processId);
    return this.#inTurn(path, async () => {
      await this.#processes.enter();
      await mkdir(this.#linesFolder(name), { recursive: true });
      await appendFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
    });
  }

  async readAll(name: string): Promise<readonly ProcessFile[]> {
    await this.#writes.get(this.#linesPath(name, this.processId))?.catch(() => {});
    const ids = await this.#writers(name);
    return Promise.all(ids.map(async (processId) => ({ processId, lines: await this.#readLines(name, processId) })));
  }

  replace(name: string, lines: readonly string[]): Promise<void> {
    const path = this.#linesPath(name, this.processId);
    return this.#inTurn(path, async () => {
      if (lines.length === 0) {
        await rm(path, { force: true });
        return;
      }
      await this.#processes.enter();
      await writeAtomically(path, `${lines.join('\n')}\n`);
    });
  }

  adoptOrphans(name: string): Promise<number> {
    return withFileLock(this.#path('locks', `adopt-${name}`), async () => {
      // In this order: a process that starts in between is among those that run before it writes a line.
      const writers = await this.#writers(name);
      const running = await this.#processes.running();
      const orphans = writers.filter((id) => !running.has(id));
      for (const id of orphans) {
        // First ours, then theirs gone: stopped in between, lines come twice, and none is lost.
        await this.append(name, await this.#readLines(name, id));
        await rm(this.#linesPath(name, id), { force: true });
      }
      return orphans.length;
    });
  }

  async readShared(name: string): Promise<string | undefined> {
    return (await readIfThere(this.#path('shared', name)))?.toString();
  }

  updateShared(name: string, update: (before: string | undefined) => string): Promise<string> {
    return withFileLock(this.#path('locks', `shared-${name}`), async () => {
      const value = update(await this.readShared(name));
      await writeAtomically(this.#path('shared', name), value);
      return value;
    });
  }

  /** Ends this process's part: what it leaves is free for others to adopt. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#writes.values());
    await this.#processes.leave();
  }

  async #inTurn(path: string, write: () => Promise<void>): Promise<void> {
    const before = this.#writes.get(path) ?? Promise.resolve();
    // A write that failed told its own caller; the next one still gets its turn.
    const own = before.catch(() => {}).then(write);
    this.#writes.set(path, own);
    try {
      await own;
    } finally {
      if (this.#writes.get(path) === own) this.#writes.delete(path);
    }
  }

  async #writers(name: string): Promise<readonly string[]> {
    try {
      return (await readdir(this.#linesFolder(name))).filter((id) => !id.endsWith('.tmp'));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
  }

  /** A last line without its end is the rest of a write that was cut off. */
  async #readLines(name: string, processId: string): Promise<readonly string[]> {
    const text = (await readIfThere(this.#linesPath(name, processId)))?.toString() ?? '';
    return text.split('\n').slice(0, -1);
  }

  #linesFolder(name: string): string {
    return this.#path('lines', name);
  }

  #linesPath(name: string, processId: string): string {
    return join(this.#linesFolder(name), processId);
  }

  #path(kind: 'lines' | 'shared' | 'locks', name: string): string {
    if (!/^[\w-][\w.-]*$/.test(name)) throw new Error(`${JSON.stringify(name)} is no plain word.`);
    return join(this.#root, kind, name);
  }
}
