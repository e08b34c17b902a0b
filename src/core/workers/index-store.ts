import { errorName } from '../../base/error-name.ts';
import type { IndexSlice } from '../embedded/index-slice.ts';
import { withoutFiles } from '../embedded/slice-without-files.ts';
import type { Uri } from '../document.ts';
import type { Log } from '../host.ts';
import type { ProjectManifest } from '../protocol.ts';
import type { IndexedFile } from './index-protocol.ts';

/** A file as it was when it was read. */
export interface FileState {
  readonly uri: Uri;
  readonly modifiedMs: number;
  readonly sizeBytes: number;
}

/** What the index has of a file; neither where it is not for the index, which is worth remembering too. */
export interface FileContent {
  readonly indexed?: IndexedFile;
  readonly manifest?: ProjectManifest;
}

export interface PreparedFile extends FileContent {
  readonly state: FileState;
}

export interface SegmentHead {
  readonly files: readonly FileState[];
}

/** `contents` are those of the head's files, in their order; `slice` has the text of some of them. */
export interface SegmentBody {
  readonly contents: readonly FileContent[];
  readonly slice: IndexSlice | undefined;
}

/**
 * Where a workspace's index lies between sessions: segments that are written once and never changed, so that several
 * processes may read, add and remove them at any time. A segment that is broken, half written or made by another build
 * isn't there. Calls may reject: the index does without.
 */
export interface IndexSegments {
  /** What the segments say of themselves, without their bodies. */
  list(): Promise<readonly { readonly name: string; readonly sizeBytes: number; readonly head: SegmentHead }[]>;
  /** Undefined where it has gone meanwhile, or turns out to be broken. */
  readBody(name: string): Promise<SegmentBody | undefined>;
  /** Undefined where nothing is kept at all. */
  write(
    head: SegmentHead,
    body: SegmentBody,
  ): Promise<{ readonly name: string; readonly sizeBytes: number } | undefined>;
  remove(name: string): Promise<void>;
}

/** `workspace` stands for the open folders. */
export type OpenIndexSegments = (workspace: string) => IndexSegments;

/** Keeps nothing: each session reads all files. */
export const noIndexSegments: IndexSegments = {
  list: () => Promise.resolve([]),
  readBody: () => Promise.resolve(undefined),
  write: () => Promise.resolve(undefined),
  remove: () => Promise.resolve(),
};

/** What a walk has to say of a file that the store knows. */
export type Judgement = 'walked' | 'not-walked' | 'gone';

interface Segment {
  readonly name: string;
  readonly sizeBytes: number;
  readonly head: SegmentHead;
  /** Places in the head of the files that are as they were. */
  readonly live: Set<number>;
  /** Those of them that have not been handed out. */
  readonly wanted: Set<number>;
}

/** Beyond this, the index of a workspace has gathered too much that nobody asks for: what is used least goes. */
const mostBytes = 160_000_000;
/** Each session adds a segment with what has changed; so many are too many small ones. */
const mostSegments = 40;
/** What the smallest of them hold is read anew next time, and then lies in one. */
const segmentsAfterTidying = 20;

/** The index between sessions, as a session uses it. Faults of the disk are logged once a walk and cost only time. */
export class IndexStore {
  readonly #segments: IndexSegments;
  readonly #log: Log;
  readonly #known = new Map<string, Segment>();
  readonly #places = new Map<Uri, { readonly segment: Segment; readonly at: number }[]>();
  #isWritable = true;

  constructor(segments: IndexSegments, log: Log) {
    this.#segments = segments;
    this.#log = log;
  }

  /** Reads what there is, but for the bodies. To be called once, before all else. */
  async open(): Promise<void> {
    const found = await this.#segments.list().catch((error: unknown) => this.#fail('The stored index', error));
    for (const one of found ?? []) this.#remember(one);
  }

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** A walk begins: what failed earlier may go well now. */
  beginWalk(): void {
    this.#isWritable = true;
  }

  /** Whether the store has the file as it is now; it is then among what `wanted` hands out. */
  want(file: FileState): boolean {
    const place = this.#places
      .get(file.uri)
      ?.find(({ segment, at }) => isSame(segment.head.files[at], file) && this.#known.has(segment.name));
    if (place === undefined) return false;
    this.#setLive(file.uri, place.segment, place.at);
    place.segment.wanted.add(place.at);
    return true;
  }

  /** What is wanted, a segment at a time. `lost` has the files whose segment was broken or has gone. */
  async *wanted(): AsyncGenerator<{
    readonly files: readonly PreparedFile[];
    readonly slice: IndexSlice | undefined;
    readonly lost: readonly Uri[];
  }> {
    for (const segment of [...this.#known.values()]) {
      if (segment.wanted.size === 0) continue;
      const states = segment.head.files.filter((_file, at) => segment.wanted.has(at));
      const uris = new Set<string>(states.map(({ uri }) => uri));
      const body = await this.#segments.readBody(segment.name).catch(() => undefined);
      if (body === undefined) {
        await this.#forget(segment);
        yield { files: [], slice: undefined, lost: [...uris] as Uri[] };
        continue;
      }
      const files = segment.head.files.flatMap((state, at) =>
        segment.wanted.has(at) ? [{ state, ...body.contents[at] }] : [],
      );
      segment.wanted.clear();
      const slice = body.slice && withoutFiles(body.slice, (uri) => uris.has(uri));
      yield { files, slice: slice?.uris.length === 0 ? undefined : slice, lost: [] };
    }
  }

  /** Keeps what was read. */
  async add(files: readonly PreparedFile[], slice: IndexSlice | undefined): Promise<void> {
    if (!this.#isWritable || files.length === 0) return;
    const head: SegmentHead = { files: files.map(({ state }) => state) };
    const contents = files.map(({ indexed, manifest }): FileContent => ({
      ...(indexed && { indexed }),
      ...(manifest && { manifest }),
    }));
    await this.#write(head, { contents, slice });
  }

  /**
   * A walk has ended: nothing stays of files that are gone or may no longer be indexed, nor more of old states than of
   * present ones. Files that were not walked rest: another part of the workspace may be worked in next time.
   */
  async settle(judge: (uri: Uri) => Promise<Judgement>): Promise<void> {
    for (const segment of [...this.#known.values()]) {
      const judgements = await Promise.all(segment.head.files.map(({ uri }) => judge(uri)));
      const isKept = (at: number): boolean =>
        judgements[at] === 'not-walked' || (judgements[at] === 'walked' && segment.live.has(at));
      const kept = [...segment.head.files.keys()].filter(isKept);
      if (kept.length === segment.head.files.length) continue;
      if (judgements.includes('gone') || kept.length * 2 < segment.head.files.length) await this.#shrink(segment, kept);
    }
    await this.#tidy();
  }

  /** Nothing is to be kept of this workspace. */
  async clear(): Promise<void> {
    for (const segment of [...this.#known.values()]) await this.#forget(segment);
  }

  async #shrink(segment: Segment, kept: readonly number[]): Promise<void> {
    const body = kept.length === 0 ? undefined : await this.#segments.readBody(segment.name).catch(() => undefined);
    // First the old one goes: it holds what must not stay, and what is lost in between is only read anew.
    await this.#forget(segment);
    if (body === undefined) return;
    const files = kept.flatMap((at) => segment.head.files[at] ?? []);
    const uris = new Set<string>(files.map(({ uri }) => uri));
    const slice = body.slice && withoutFiles(body.slice, (uri) => uris.has(uri));
    await this.#write({ files }, { contents: kept.map((at) => body.contents[at] ?? {}), slice });
  }

  async #tidy(): Promise<void> {
    const bySize = [...this.#known.values()].toSorted((a, b) => a.sizeBytes - b.sizeBytes);
    if (bySize.length > mostSegments) {
      for (const segment of bySize.slice(0, -segmentsAfterTidying)) await this.#forget(segment);
    }
    let bytes = [...this.#known.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const byUse = [...this.#known.values()].toSorted((a, b) => liveShare(a) - liveShare(b));
    for (const segment of byUse) {
      if (bytes <= mostBytes) break;
      bytes -= segment.sizeBytes;
      await this.#forget(segment);
    }
  }

  async #write(head: SegmentHead, body: SegmentBody): Promise<void> {
    const written = await this.#segments.write(head, body).catch((error: unknown) => this.#fail('The index', error));
    if (written === undefined) {
      this.#isWritable = false;
      return;
    }
    const segment = this.#remember({ ...written, head });
    for (const [at, { uri }] of head.files.entries()) this.#setLive(uri, segment, at);
  }

  #remember(one: { readonly name: string; readonly sizeBytes: number; readonly head: SegmentHead }): Segment {
    const segment: Segment = { ...one, live: new Set(), wanted: new Set() };
    this.#known.set(one.name, segment);
    for (const [at, { uri }] of one.head.files.entries()) {
      const places = this.#places.get(uri) ?? [];
      places.push({ segment, at });
      this.#places.set(uri, places);
    }
    return segment;
  }

  async #forget(segment: Segment): Promise<void> {
    this.#known.delete(segment.name);
    for (const { uri } of segment.head.files) {
      const others = this.#places.get(uri)?.filter((place) => place.segment !== segment) ?? [];
      if (others.length === 0) this.#places.delete(uri);
      else this.#places.set(uri, others);
    }
    await this.#segments.remove(segment.name).catch((error: unknown) => this.#fail('A part of the index', error));
  }

  /** The file's one place that counts, in whichever segment. */
  #setLive(uri: Uri, segment: Segment, at: number): void {
    for (const other of this.#places.get(uri) ?? []) {
      other.segment.live.delete(other.at);
      other.segment.wanted.delete(other.at);
    }
    segment.live.add(at);
  }

  #fail(what: string, error: unknown): undefined {
    // Once a walk: a full disk fails at every turn.
    if (this.#isWritable) this.#log.warn(`${what} could not be kept or read on disk.`, { reason: errorName(error) });
    return undefined;
  }
}

function isSame(one: FileState | undefined, other: FileState): boolean {
  return one?.modifiedMs === other.modifiedMs && one.sizeBytes === other.sizeBytes;
}

function liveShare({ live, head }: Segment): number {
  return live.size / Math.max(1, head.files.length);
}
