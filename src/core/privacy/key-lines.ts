import { LruMap } from '../../base/lru-map.ts';
import type { SecretSpan } from '../host.ts';

/** What a key block's lines are made of. */
const run = /[A-Za-z0-9+/=]{12,}/g;
const pieceLength = 12;
/** Of some ten long keys; those seen first are forgotten. */
const maxPieces = 60_000;

/**
 * Remembers the lines of every key block that was seen, since a block that is taken apart is none any more: its first
 * line deleted, the others are only characters, in the document as in what its edits were.
 */
export class KeyLines {
  readonly #pieces = new Set<string>();
  /** Blocks that come again with each look at their document. */
  readonly #learned = new LruMap<string, true>(16);
  /** Grows whenever there is more to look for. */
  version = 0;

  /** Spans of a text; whole key blocks among them are learned. */
  learn(text: string, spans: readonly SecretSpan[]): void {
    const before = this.#pieces.size;
    for (const { start, end } of spans) {
      const value = text.slice(start, end);
      // Without its end a block may be anything that follows a marker.
      if (!value.includes('-----BEGIN ') || !value.includes('-----END ') || this.#learned.has(value)) continue;
      this.#learned.set(value, true);
      for (const [line] of value.matchAll(run)) {
        for (let at = 0; at + pieceLength <= line.length; at += 1) this.#add(line.slice(at, at + pieceLength));
      }
    }
    if (this.#pieces.size > before) this.version += 1;
  }

  /** Runs of characters that hold a piece of a key that was seen. */
  find(text: string): readonly SecretSpan[] {
    if (this.#pieces.size === 0) return [];
    const spans: SecretSpan[] = [];
    for (const { index: start, 0: characters } of text.matchAll(run)) {
      if (this.#holdsPiece(characters)) spans.push({ start, end: start + characters.length, rule: 'private-key' });
    }
    return spans;
  }

  /** Every piece is known from each of its places, so that of the run's own each twelfth will do. */
  #holdsPiece(characters: string): boolean {
    const last = characters.length - pieceLength;
    for (let at = 0; at < last; at += pieceLength) {
      if (this.#pieces.has(characters.slice(at, at + pieceLength))) return true;
    }
    return this.#pieces.has(characters.slice(last));
  }

  #add(piece: string): void {
    // Padding, such as the zeros that a key begins with, is in other texts too.
    if (new Set(piece).size < 5 || this.#pieces.has(piece)) return;
    this.#pieces.add(piece);
    const [oldest] = this.#pieces;
    if (this.#pieces.size > maxPieces && oldest !== undefined) this.#pieces.delete(oldest);
  }
}
