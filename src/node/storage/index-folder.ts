import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Deserializer, Serializer } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { IndexSegments, OpenIndexSegments, SegmentBody, SegmentHead } from '../../core/workers/index-store.ts';
import { release } from '../../base/release.ts';
import { randomId } from '../random.ts';
import { hasCode, writeAtomically } from './atomic-file.ts';

/*
 * Indexes between sessions, a folder for each workspace and a file for each segment:
 *
 *   FOLDER/WORKSPACE/NAME.segment     magic | maker | head's and body's lengths and checksums | head | body
 *
 * Head and body are values as V8 clones them between threads. `maker` is a hash of the code that wrote them: another
 * build splits, outlines and redacts in its own way, so what it left is removed and made anew.
 */

const magic = 'MIDFILL1';
const makerBytes = 32;
/** Length and checksum of head and body. */
const lengthBytes = 16;
const preambleBytes = magic.length + makerBytes + lengthBytes;
/** A workspace that nobody opened for so long is indexed anew when it is opened again. */
const unusedMs = 30 * 24 * 3600 * 1000;
/** Beyond so many workspaces those that were used longest ago go. */
const mostWorkspaces = 30;
const mostBytes = 500_000_000;
/** A file that is still being written is never so old. */
const abandonedMs = 3600 * 1000;
const extension = '.segment';

/** Opens the stored index of a workspace below `folder`, for code that `maker` stands for. */
export function openIndexFolder(folder: string, maker: string): OpenIndexSegments {
  const makerHash = createHash('sha256').update(maker).digest();
  return (workspace) => new IndexFolder(folder, createHash('sha256').update(workspace).digest('hex'), makerHash);
}

class IndexFolder implements IndexSegments {
  readonly #root: string;
  readonly #folder: string;
  readonly #beginning: Buffer;

  constructor(root: string, workspace: string, maker: Buffer) {
    this.#root = root;
    this.#folder = join(root, workspace.slice(0, 32));
    this.#beginning = Buffer.concat([Buffer.from(magic), maker]);
  }

  async list(): ReturnType<IndexSegments['list']> {
    // Others are never worth failing for.
    await removeUnused(this.#root, this.#folder).catch(() => {});
    const found = [];
    for (const file of await filesIn(this.#folder)) {
      const path = join(this.#folder, file);
      if (!file.endsWith(extension)) {
        await removeAbandoned(path);
        continue;
      }
      const segment = await this.#read(path, 'head');
      if (segment === undefined) await rm(path, { force: true }).catch(() => {});
      else found.push({ name: file, sizeBytes: segment.sizeBytes, head: segment.value as SegmentHead });
    }
    if (found.length > 0) await utimes(this.#folder, new Date(), new Date()).catch(() => {});
    return found;
  }

  async readBody(name: string): Promise<SegmentBody | undefined> {
    return (await this.#read(join(this.#folder, name), 'body'))?.value as SegmentBody | undefined;
  }

  async write(head: SegmentHead, body: SegmentBody): ReturnType<IndexSegments['write']> {
    const name = `${randomId()}${extension}`;
    const parts = [serialize(head), serialize(body)];
    const numbers = Buffer.alloc(lengthBytes);
    for (const [index, part] of parts.entries()) {
      numbers.writeUInt32LE(part.length, index * 8);
      numbers.writeUInt32LE(crc32(part), index * 8 + 4);
    }
    const pieces = [this.#beginning, numbers, ...parts];
    await writeAtomically(join(this.#folder, name), pieces);
    const sizeBytes = pieces.reduce((sum, { length }) => sum + length, 0);
    for (const part of parts) release(part);
    return { name, sizeBytes };
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#folder, name), { force: true });
  }

  /** Undefined where the file is gone, broken, cut off or another build's. */
  async #read(path: string, part: 'head' | 'body'): Promise<{ value: unknown; sizeBytes: number } | undefined> {
    try {
      const handle = await open(path, 'r');
      try {
        const sizeBytes = (await handle.stat()).size;
        const preamble = await readExactly(handle, 0, preambleBytes);
        if (!preamble.subarray(0, -lengthBytes).equals(this.#beginning)) return undefined;
        const numberAt = (place: number): number => preamble.readUInt32LE(preambleBytes - lengthBytes + place);
        const head = { start: preambleBytes, length: numberAt(0), sum: numberAt(4) };
        const body = { start: preambleBytes + head.length, length: numberAt(8), sum: numberAt(12) };
        if (body.start + body.length !== sizeBytes) return undefined;
        const { start, length, sum } = part === 'head' ? head : body;
        const bytes = await readExactly(handle, start, length);
        const value = crc32(bytes) === sum ? { value: deserialize(bytes), sizeBytes } : undefined;
        release(bytes);
        return value;
      } finally {
        await handle.close();
      }
    } catch {
      // Unreadable, for whatever reason, is as good as not there.
      return undefined;
    }
  }
}

/**
 * A buffer that may grow is mapped on its own, and its memory goes back whole. One from the common heap would leave a hole:
 * what is made of it comes to lie behind it.
 */
async function readExactly(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer(length, { maxByteLength: length }));
  const { bytesRead } = await handle.read(bytes, 0, length, start);
  return bytes.subarray(0, bytesRead);
}

/** Unlike `serialize` of this module, it reads arrays back as values of their own, not as windows on the whole file. */
function serialize(value: unknown): Buffer {
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function deserialize(bytes: Buffer): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

async function removeAbandoned(path: string): Promise<void> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
  if (Date.now() - mtimeMs > abandonedMs) await rm(path, { force: true }).catch(() => {});
}

interface Kept {
  readonly folder: string;
  readonly usedMs: number;
  readonly bytes: number;
}

/** Undefined for what is no folder, or changes just now: it is left for the next time. */
async function measure(folder: string): Promise<Kept | undefined> {
  try {
    const sizes = await Promise.all((await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size));
    return { folder, usedMs: (await stat(folder)).mtimeMs, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  } catch {
    return undefined;
  }
}

/** Removes the indexes of workspaces that nobody opens any more, and the oldest where all together take too much. */
async function removeUnused(root: string, own: string): Promise<void> {
  const measured = await Promise.all((await filesIn(root)).map((name) => measure(join(root, name))));
  const others = measured.filter((kept) => kept !== undefined);
  let bytes = 0;
  for (const [rank, other] of others.toSorted((a, b) => b.usedMs - a.usedMs).entries()) {
    bytes += other.bytes;
    if (other.folder === own) continue;
    const isUnused = Date.now() - other.usedMs > unusedMs || rank >= mostWorkspaces || bytes > mostBytes;
    if (isUnused) await rm(other.folder, { recursive: true, force: true });
  }
}
