import { normalizeLineEnds } from '../base/text.ts';

/** Git's measure: a NUL among the first 8,000 bytes makes a file binary. */
const probedBytes = 8000;

/** A file's bytes as text with LF line ends; undefined where they are no text. UTF-8, or UTF-16 with its mark. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const encoding = encodingByMark(bytes);
  if (encoding === 'utf-8' && bytes.subarray(0, probedBytes).includes(0)) return undefined;
  // A stray byte of an older encoding becomes U+FFFD: better than no context at all from that file.
  return normalizeLineEnds(new TextDecoder(encoding).decode(bytes));
}

function encodingByMark(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
