import type { ProcessFile, Storage } from '../../src/core/host.ts';

/** What all processes of a test share. */
export class MemoryDisk {
  readonly files = new Map<string, Map<string, string[]>>();
  readonly shared = new Map<string, string>();
  readonly alive = new Set<string>();
}

/** A process's storage in memory. Two with the same disk are two windows. */
export class MemoryStorage implements Storage {
  readonly processId: string;
  readonly disk: MemoryDisk;

  constructor(processId: string, disk: MemoryDisk = new MemoryDisk()) {
    this.processId = processId;
    this.disk = disk;
    disk.alive.add(processId);
  }

  /** Ends the process without a word, as kill -9 does. */
  kill(): void {
    this.disk.alive.delete(this.processId);
  }

  append(name: string, lines: readonly string[]): Promise<void> {
    const own = this.#filesOf(name);
    own.set(this.processId, [...(own.get(this.processId) ?? []), ...lines]);
    return Promise.resolve();
  }

  readAll(name: string): Promise<readonly ProcessFile[]> {
    return Promise.resolve([...this.#filesOf(name)].map(([processId, lines]) => ({ processId, lines: [...lines] })));
  }

  replace(name: string, lines: readonly string[]): Promise<void> {
    if (lines.length === 0) this.#filesOf(name).delete(this.processId);
    else this.#filesOf(name).set(this.processId, [...lines]);
    return Promise.resolve();
  }

  async adoptOrphans(name: string): Promise<number> {
    const files = this.#filesOf(name);
    const orphans = [...files].filter(([processId]) => !this.disk.alive.has(processId));
    for (const [processId, lines] of orphans) {
      files.delete(processId);
      await this.append(name, lines);
    }
    return orphans.length;
  }

  readShared(name: string): Promise<string | undefined> {
    return Promise.resolve(this.disk.shared.get(name));
  }

  updateShared(name: string, update: (before: string | undefined) => string): Promise<string> {
    const value = update(this.disk.shared.get(name));
    this.disk.shared.set(name, value);
    return Promise.resolve(value);
  }

  #filesOf(name: string): Map<string, string[]> {
    const files = this.disk.files.get(name) ?? new Map<string, string[]>();
    this.disk.files.set(name, files);
    return files;
  }
}
