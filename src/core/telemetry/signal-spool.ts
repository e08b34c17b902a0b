import { type Disposable, DisposableSlot } from '../../base/disposable.ts';
import { errorName } from '../../base/error-name.ts';
import type { Host, Log } from '../host.ts';
import type { SignalEvent } from './events.ts';

const spoolName = 'signals';
/** A disk that is full, or read only, is mended by people. */
const tryAgainMs = 60_000;

/**
 * Keeps on disk what waits to be sent. Where the disk takes nothing, that is said once and tried again; meanwhile the
 * waiting events are in memory alone. Methods that write are to be called one after the other, and never reject.
 */
export class SignalSpool implements Disposable {
  readonly #host: Host;
  readonly #log: Log;
  readonly #onRetry: () => void;
  readonly #retry = new DisposableSlot<Disposable>();
  #unwritten: string[] = [];
  /** The last write failed: what is on disk is not what waits. */
  #isBehind = false;

  /** `onRetry`: the disk is to be tried again, by {@link rewrite}. */
  constructor(parts: { readonly host: Host; readonly log: Log; readonly onRetry: () => void }) {
    this.#host = parts.host;
    this.#log = parts.log;
    this.#onRetry = parts.onRetry;
  }

  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** What is in this process's file, those that have ended included. */
  async read(): Promise<readonly string[]> {
    const { storage } = this.#host;
    await storage.adoptOrphans(spoolName);
    const files = await storage.readAll(spoolName);
    return files.find(({ processId }) => processId === storage.processId)?.lines ?? [];
  }

  /** Remembers one for the next write; whether that has to be asked for. */
  add(event: SignalEvent): boolean {
    this.#unwritten.push(JSON.stringify(event));
    return this.#unwritten.length === 1 && !this.#isBehind;
  }

  /** Events that came while an earlier write ran go out together. */
  async append(): Promise<void> {
    const lines = this.#unwritten;
    if (lines.length === 0 || this.#isBehind) return;
    this.#unwritten = [];
    await this.#try(() => this.#host.storage.append(spoolName, lines));
  }

  /** Puts in its place what waits now. */
  async rewrite(waiting: readonly SignalEvent[]): Promise<void> {
    // What came meanwhile is written along with the rest.
    this.#unwritten = [];
    const lines = waiting.map((event) => JSON.stringify(event));
    await this.#try(() => this.#host.storage.replace(spoolName, lines));
  }

  dispose(): void {
    this.#retry.dispose();
  }

  async #try(write: () => Promise<void>): Promise<void> {
    try {
      await write();
      if (this.#isBehind) this.#log.info('Signals that wait to be sent are on disk again.');
      this.#isBehind = false;
      this.#retry.clear();
    } catch (error) {
      if (!this.#isBehind) {
        const reason = errorName(error);
        this.#log.warn('Signals could not be written to disk. They wait in memory, and it is tried again.', { reason });
      }
      this.#isBehind = true;
      this.#retry.value = this.#host.clock.setTimer(tryAgainMs, this.#onRetry);
    }
  }
}
