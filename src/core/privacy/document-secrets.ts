import { lineEnd, lineStart } from '../../base/text.ts';
import { LruMap } from '../../base/lru-map.ts';
import type { DocumentChange, DocumentSnapshot, Uri } from '../document.ts';
import type { SecretScanner, SecretSpan } from '../host.ts';
import { findHighEntropy } from './entropy.ts';
import { findKnownSecrets, longestKey } from './known-secrets.ts';
import { mergeSpans } from './secret-spans.ts';

/** Beyond this a document is neither completed in nor indexed, so that nothing of it needs to be scanned. */
const maxScannedCharacters = 4_000_000;
/** Lines around an edit that are scanned again; where a key block is near, as far as the longest of those reaches. */
const linesAround = 60;

interface Known {
  readonly version: number;
  readonly spans: readonly SecretSpan[];
}

/**
 * Where each open document holds secret values. After an edit only its surroundings are scanned anew; the rest moves
 * along. Found over the whole document before any window is cut, so that no half of a secret slips through.
 */
export class DocumentSecrets {
  readonly #scanner: SecretScanner;
  readonly #known = new LruMap<Uri, Promise<Known>>(64);

  constructor(scanner: SecretScanner) {
    this.#scanner = scanner;
  }

  /** Spans in this version, ascending. Scans what isn't known yet; a failed scan rejects, and nothing may be sent. */
  async find(document: DocumentSnapshot): Promise<readonly SecretSpan[]> {
    const known = this.#known.get(document.uri);
    const before = await known?.catch(() => undefined);
    if (before?.version === document.version) return before.spans;
    const scanning = this.#scanAll(document);
    this.#known.set(document.uri, scanning);
    return (await scanning).spans;
  }

  /** Follows an edit, so that the next look-up finds its work done. */
  didChange({ document, versionBefore, edits }: DocumentChange): void {
    const known = this.#known.peek(document.uri);
    if (known === undefined) return;
    const next = known.then(async (before) => {
      if (before.version !== versionBefore) return this.#scanAll(document);
      let spans = before.spans;
      let from = document.text.length;
      let to = 0;
      for (const { offset, deletedLength, insertedText } of edits) {
        const shift = insertedText.length - deletedLength;
        spans = spans.flatMap((span) => {
          if (span.end <= offset) return [span];
          if (span.start >= offset + deletedLength) {
            return [{ ...span, start: span.start + shift, end: span.end + shift }];
          }
          return [];
        });
        to = Math.max(offset + deletedLength <= to ? to + shift : 0, offset + insertedText.length);
        from = Math.min(from, offset);
      }
      return { version: document.version, spans: await this.#scanAround(document.text, spans, from, to) };
    });
    this.#known.set(document.uri, next);
    next.catch(() => this.#known.delete(document.uri));
  }

  didClose(uri: Uri): void {
    this.#known.delete(uri);
  }

  /** Secrets of a text that is no open document, such as a snippet. */
  async scanText(text: string): Promise<readonly SecretSpan[]> {
    return mergeSpans([...(await this.#scanner.scan(text)), ...findKnownSecrets(text), ...findHighEntropy(text)]);
  }

  async #scanAll({ text, version }: DocumentSnapshot): Promise<Known> {
    if (text.length > maxScannedCharacters) throw new Error('The document is too large to be scanned for secrets.');
    return { version, spans: await this.scanText(text) };
  }

  async #scanAround(
    text: string,
    spans: readonly SecretSpan[],
    from: number,
    to: number,
  ): Promise<readonly SecretSpan[]> {
    let start = lineStart(text, Math.min(from, text.length));
    let end = lineEnd(text, Math.min(to, text.length));
    for (let line = 0; line < linesAround; line += 1) {
      start = lineStart(text, Math.max(0, start - 1));
      end = lineEnd(text, Math.min(text.length, end + 1));
    }
    const farStart = Math.max(0, from - longestKey);
    const farEnd = Math.min(text.length, to + longestKey);
    if (text.slice(farStart, farEnd).includes('PRIVATE KEY')) {
      start = Math.min(start, lineStart(text, farStart));
      end = Math.max(end, lineEnd(text, farEnd));
    }
    const found = (await this.scanText(text.slice(start, end))).map((span) => ({
      ...span,
      start: span.start + start,
      end: span.end + start,
    }));
    return mergeSpans([...spans.filter((span) => span.start < start || span.end > end), ...found]);
  }
}
