import type { IndexSegments, SegmentBody, SegmentHead } from '../../src/core/workers/index-store.ts';

/** What a disk says when it is full. */
const diskIsFull = (): Error => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });

/** A workspace's stored index in memory, cloned as the disk would, with the faults that a disk can have. */
export class MemorySegments implements IndexSegments {
  readonly segments = new Map<string, { readonly head: SegmentHead; readonly body: SegmentBody | undefined }>();
  isFull = false;
  bodiesRead = 0;
  #last = 0;

  list(): ReturnType<IndexSegments['list']> {
    const list = [...this.segments].map(([name, { head }]) => ({ name, sizeBytes: 1000, head: structuredClone(head) }));
    return Promise.resolve(list);
  }

  readBody(name: string): Promise<SegmentBody | undefined> {
    this.bodiesRead += 1;
    return Promise.resolve(structuredClone(this.segments.get(name)?.body));
  }

  write(head: SegmentHead, body: SegmentBody): ReturnType<IndexSegments['write']> {
    if (this.isFull) return Promise.reject(diskIsFull());
    this.#last += 1;
    const name = `segment-${this.#last}`;
    this.segments.set(name, structuredClone({ head, body }));
    return Promise.resolve({ name, sizeBytes: 1000 });
  }

  remove(name: string): Promise<void> {
    this.segments.delete(name);
    return Promise.resolve();
  }

  /** Every body turns out to be broken. */
  breakBodies(): void {
    for (const [name, { head }] of this.segments) this.segments.set(name, { head, body: undefined });
  }

  /** All text that lies there, in any form that has letters. */
  text(): string {
    return [...this.segments.values()]
      .map(({ head, body }) => {
        const words = body?.slice?.words.characters ?? new Uint16Array();
        return JSON.stringify([head, body?.contents]) + Array.from(words, (code) => String.fromCharCode(code)).join('');
      })
      .join('\n');
  }
}
