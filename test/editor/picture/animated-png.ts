import { crc32 } from 'node:zlib';

/** One picture of an animation: a PNG that is drawn over what is there and may let it through, and how long it stands. */
export interface AnimationFrame {
  readonly png: Uint8Array;
  readonly x: number;
  readonly y: number;
  readonly durationMs: number;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Puts PNGs together to an animated one (PNG specification, third edition, section 11.3.6), which repeats for ever. The
 * first covers the whole picture and is what shows where animation isn't known; all have the same kind of pixels.
 */
export function toAnimatedPng(frames: readonly AnimationFrame[]): Buffer {
  const parsed = frames.map((frame) => ({ ...frame, chunks: readChunks(Buffer.from(frame.png)) }));
  const [first] = parsed;
  if (first === undefined) throw new Error('An animation needs a frame.');
  const header = headerOf(first.chunks);
  const chunks: Chunk[] = [
    { type: 'IHDR', data: header },
    { type: 'acTL', data: uint32s(frames.length, 0) },
  ];
  let sequence = 0;
  for (const { chunks: own, x, y, durationMs } of parsed) {
    const size = headerOf(own);
    if (!size.subarray(8).equals(header.subarray(8))) throw new Error('The frames differ in their kind of pixels.');
    const delay = Buffer.alloc(6);
    delay.writeUInt16BE(Math.round(durationMs), 0);
    delay.writeUInt16BE(1000, 2);
    // Stays, and what is transparent in the next one lets it through.
    delay.writeUInt8(own === first.chunks ? 0 : 1, 5);
    const place = uint32s(sequence, size.readUInt32BE(0), size.readUInt32BE(4), x, y);
    chunks.push({ type: 'fcTL', data: Buffer.concat([place, delay]) });
    sequence += 1;
    const pixels = Buffer.concat(own.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
    if (own === first.chunks) {
      chunks.push({ type: 'IDAT', data: pixels });
    } else {
      chunks.push({ type: 'fdAT', data: Buffer.concat([uint32s(sequence), pixels]) });
      sequence += 1;
    }
  }
  return Buffer.concat([signature, ...[...chunks, { type: 'IEND', data: Buffer.alloc(0) }].map(writeChunk)]);
}

function headerOf(chunks: readonly Chunk[]): Buffer {
  const header = chunks.find(({ type }) => type === 'IHDR');
  if (header === undefined) throw new Error('A frame is no PNG.');
  return header.data;
}

function readChunks(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function writeChunk({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32s(data.length), body, uint32s(crc32(body))]);
}

function uint32s(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, index * 4);
  return buffer;
}
