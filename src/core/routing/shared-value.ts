import { noteFailure } from '../../base/note-failure.ts';
import type { Clock, Log, Storage } from '../host.ts';

/**
 * A small value that all of this machine's windows share, as this one last saw it. Other windows' changes are looked up
 * when somebody asks, in the background, and no more often than `refreshMs`: idle means idle.
 */
export class SharedValue<T> {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #storage: Pick<Storage, 'readShared' | 'updateShared'>;
  readonly #name: string;
  readonly #refreshMs: number;
  readonly #parse: (text: string | undefined) => T;
  readonly #onDidRead: (value: T) => void;
  #lastReadMs = -Infinity;
  /** Counts this window's own changes: what was read before one is older than it. */
  #changes = 0;
  #isDisposed = false;

  constructor(parts: {
    readonly clock: Clock;
    readonly log: Log;
    readonly storage: Pick<Storage, 'readShared' | 'updateShared'>;
    /** Of the stored value; a plain word. */
    readonly name: string;
    readonly refreshMs: number;
    /** What can't be read counts as nothing; must not throw. */
    readonly parse: (text: string | undefined) => T;
    readonly onDidRead: (value: T) => void;
  }) {
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#storage = parts.storage;
    this.#name = parts.name;
    this.#refreshMs = parts.refreshMs;
    this.#parse = parts.parse;
    this.#onDidRead = parts.onDidRead;
  }

  /** Looks the value up in the background, unless that was done a moment ago. */
  refresh(): void {
    if (this.#clock.monotonicMs() - this.#lastReadMs < this.#refreshMs) return;
    this.read().catch(noteFailure(this.#log, `What windows share (${this.#name}) could not be read.`));
  }

  /** Rejects where the storage can't be read. */
  async read(): Promise<void> {
    this.#lastReadMs = this.#clock.monotonicMs();
    const changes = this.#changes;
    const text = await this.#storage.readShared(this.#name);
    if (!this.#isDisposed && changes === this.#changes) this.#onDidRead(this.#parse(text));
  }

  /** Rejects where it can't be written; nothing has changed then. */
  async update(change: (value: T) => unknown): Promise<void> {
    const update = (text: string | undefined): string => JSON.stringify(change(this.#parse(text)));
    const text = await this.#storage.updateShared(this.#name, update);
    this.#changes += 1;
    if (!this.#isDisposed) this.#onDidRead(this.#parse(text));
  }

  dispose(): void {
    this.#isDisposed = true;
  }
}

/** JSON that may be damaged, or another version's. */
export function parseStored(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
