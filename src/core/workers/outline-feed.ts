import type { Uri } from '../document.ts';
import type { IndexedFile } from './index-protocol.ts';

/** Batches are large enough that messages cost little, small enough that none blocks the other thread. */
const batchFiles = 8;
const batchBytes = 150_000;

/** Collects files' outlines and hands them on a batch at a time. */
export class OutlineFeed {
  readonly #send: (files: readonly IndexedFile[]) => Promise<void>;
  #waiting: IndexedFile[] = [];
  #bytes = 0;

  constructor(send: (files: readonly IndexedFile[]) => Promise<void>) {
    this.#send = send;
  }

  /** `sizeBytes` is the file's own. */
  async add(file: IndexedFile, sizeBytes: number): Promise<void> {
    this.#waiting.push(file);
    this.#bytes += sizeBytes;
    if (this.#waiting.length >= batchFiles || this.#bytes >= batchBytes) await this.flush();
  }

  /** Hands on what waits. */
  async flush(): Promise<void> {
    const files = this.#waiting;
    this.startOver();
    // Waiting for the answer keeps the other thread's queue short.
    if (files.length > 0) await this.#send(files);
  }

  /** A file is gone, or no longer for the index. */
  drop(uri: Uri): void {
    this.#waiting = this.#waiting.filter((file) => file.uri !== uri);
  }

  /** The other side has nothing any more. */
  startOver(): void {
    this.#waiting = [];
    this.#bytes = 0;
  }
}
