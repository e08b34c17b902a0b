import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly compressedBytes: number;
  read(): Buffer;
}

const endOfDirectory = Buffer.from('PK\x05\x06', 'latin1');

/** The files in a zip archive, in its own order. No ZIP64, no encryption: enough for what we package ourselves. */
export function readZip(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(endOfDirectory);
  const count = archive.readUInt16LE(end + 10);
  let offset = archive.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const isStored = archive.readUInt16LE(offset + 10) === 0;
    const compressedBytes = archive.readUInt32LE(offset + 20);
    const nameBytes = archive.readUInt16LE(offset + 28);
    const header = archive.readUInt32LE(offset + 42);
    const name = archive.toString('utf8', offset + 46, offset + 46 + nameBytes);
    offset += 46 + nameBytes + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
    // The local header repeats the name, and has extra fields of its own.
    const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
    const content = archive.subarray(start, start + compressedBytes);
    return { name, compressedBytes, read: () => (isStored ? content : inflateRawSync(content)) };
  });
}
