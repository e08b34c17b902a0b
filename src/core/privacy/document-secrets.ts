import { LruMap } from '../../base/lru-map.ts';
import { sleep } from '../clock.ts';
import type { DocumentChange, DocumentSnapshot, Uri } from '../document.ts';
import type { Clock, SecretScanner, SecretSpan } from '../host.ts';
import { findHighEntropy } from './entropy.ts';
import { KeyLines } from './key-lines.ts';
import { findPrivateKeys, longestKey } from './private-keys.ts';
import { findKnownSecrets } from './known-secrets.ts';
import { mergeSpans } from './secret-spans.ts';

/** Beyond this a document is neither completed in nor indexed, so that nothing of it needs to be scanned. */
const maxScannedCharacters = 4_000_000;
/** Looked at in one go, which takes 2 to 4 ms; between two the thread is free for others. */
const pieceLength = 16_000;
/** Characters on either side that every rule but the one for key blocks may want to see. */
const surroundings = 2000;
/** A word is looked at as a whole up to this length. */
const longestWord = 8000;
/** Those of a prompt and of some before it: from key to key most stay as they are. */
const keptSnippets = 200;

interface Known {
  readonly version: number;
  readonly spans: readonly SecretSpan[];
  /** What of key blocks was known then. */
  readonly keyLines: number;
}

/**
 * Where each open document holds secret values. After an edit only its surroundings are scanned anew; the rest moves
 * along. Found over the whole document before any window is cut, so that no half of a secret slips through.
 */
export class DocumentSecrets {
  readonly #scanner: SecretScanner;
  readonly #clock: Clock | undefined;
  readonly #keyLines = new KeyLines();
  readonly #known = new LruMap<Uri, Promise<Known>>(64);
  readonly #snippets = new LruMap<string, Promise<readonly SecretSpan[]>>(keptSnippets);

  /** Without a clock, what is long is scanned in one go. */
  constructor(scanner: SecretScanner, clock?: Clock) {
    this.#scanner = scanner;
    this.#clock = clock;
  }

  /** Spans in this version, ascending. Scans what isn't known yet; a failed scan rejects, and nothing may be sent. */
  async find(document: DocumentSnapshot): Promise<readonly SecretSpan[]> {
    const before = this.#known.get(document.uri);
    const known = await before?.catch(() => undefined);
    const isNewest = this.#known.peek(document.uri) === before;
    if (known?.version !== document.version) {
      const scanning = this.#scanAll(document);
      if (isNewest) this.#known.set(document.uri, scanning);
      return (await scanning).spans;
    }
    if (known.keyLines === this.#keyLines.version) return known.spans;
    const more = this.#withKeyLines(document.text, known);
    if (isNewest) this.#known.set(document.uri, Promise.resolve(more));
    return more.spans;
  }

  /** Follows an edit, so that the next look-up finds its work done. */
  didChange({ document, versionBefore, edits }: DocumentChange): void {
    const known = this.#known.peek(document.uri);
    if (known === undefined) return;
    const next = known.then(async (before) => {
      if (before.version !== versionBefore) return this.#scanAll(document);
      let { spans } = before;
      let from = Infinity;
      let to = 0;
      for (const { offset, deletedLength, insertedText } of edits) {
        const deletedTo = offset + deletedLength;
        const shift = insertedText.length - deletedLength;
        const isAfter = ({ start }: SecretSpan): boolean => start >= deletedTo;
        const isBefore = ({ end }: SecretSpan): boolean => end <= offset;
        // What a secret covered may hold others, once it is none any more.
        const broken = spans.filter((span) => !isBefore(span) && !isAfter(span));
        from = Math.min(from, offset, ...broken.map(({ start }) => start));
        to = Math.max(to, deletedTo, ...broken.map(({ end }) => end)) + shift;
        spans = spans
          .filter((span) => !broken.includes(span))
          .map((span) => (isAfter(span) ? moved(span, shift) : span));
      }
      if (to < from) return { ...before, version: document.version };
      const { text, version } = document;
      const around = await this.#scanAround(text, spans, from, to);
      return this.#withKeyLines(text, { ...before, version, spans: around }, { from, to });
    });
    this.#known.set(document.uri, next);
    next.catch(() => this.#known.delete(document.uri));
  }

  didClose(uri: Uri): void {
    this.#known.delete(uri);
  }

  /** Secrets of a text that is no open document, such as a snippet. */
  async scanText(text: string): Promise<readonly SecretSpan[]> {
    const spans = await this.#scanWhole(text);
    return mergeSpans([...spans, ...this.#keyLines.find(text)]);
  }

  /** The same for what comes again with each key, such as the snippets of a prompt. */
  async scanSnippet(text: string): Promise<readonly SecretSpan[]> {
    let scanning = this.#snippets.get(text);
    if (scanning === undefined) {
      scanning = this.#scanWhole(text);
      this.#snippets.set(text, scanning);
      scanning.catch(() => this.#snippets.delete(text));
    }
    const spans = await scanning;
    return mergeSpans([...spans, ...this.#keyLines.find(text)]);
  }

  async #scanAll(document: DocumentSnapshot): Promise<Known> {
    const { text, version } = document;
    if (text.length > maxScannedCharacters) throw new Error('The document is too large to be scanned for secrets.');
    const spans = await this.#scanWhole(text);
    return this.#withKeyLines(text, { version, spans, keyLines: -1 });
  }

  async #scanWhole(text: string): Promise<readonly SecretSpan[]> {
    const spans = mergeSpans([...(await this.#scanBetween(text, 0, text.length)), ...findPrivateKeys(text)]);
    this.#keyLines.learn(text, spans);
    return spans;
  }

  async #scanAround(text: string, known: readonly SecretSpan[], from: number, to: number): Promise<Known['spans']> {
    const start = wordStart(text, Math.max(0, from - surroundings));
    const end = wordEnd(text, Math.min(text.length, to + surroundings));
    const found = await this.#scanBetween(text, start, end);
    // A block that the edit touches starts, and ends, within its longest from there.
    const farStart = Math.max(0, from - longestKey);
    const keys = findPrivateKeys(text.slice(farStart, to + 2 * longestKey))
      .map((span) => moved(span, farStart))
      .filter((key) => key.start <= to + longestKey);
    this.#keyLines.learn(text, keys);
    // At the borders of what was looked at, a rule may not have seen what makes a secret of a word.
    const border = surroundings / 2;
    const elsewhere = known.filter((span) => span.start < from - border || span.end > to + border);
    return mergeSpans([...elsewhere, ...found, ...keys]);
  }

  /** By every rule but the one for key blocks, which may be longer than what is looked at in one go. */
  async #scanBetween(text: string, from: number, to: number): Promise<readonly SecretSpan[]> {
    const spans: SecretSpan[] = [];
    for (let at = from; at < to || at === from; at += pieceLength) {
      if (at > from && this.#clock !== undefined) await sleep(this.#clock, 0);
      const start = at === from ? from : wordStart(text, Math.max(from, at - surroundings));
      const end = Math.min(to, wordEnd(text, Math.min(text.length, at + pieceLength + surroundings)));
      const piece = text.slice(start, end);
      const found = [...(await this.#scanner.scan(piece)), ...findKnownSecrets(piece), ...findHighEntropy(piece)];
      spans.push(...found.map((span) => moved(span, start)));
    }
    return spans;
  }

  /** With what is left of key blocks that were seen, anywhere; `around` where all else has been looked at before. */
  #withKeyLines(text: string, known: Known, around?: { readonly from: number; readonly to: number }): Known {
    const keyLines = this.#keyLines.version;
    const isPart = around !== undefined && known.keyLines === keyLines;
    const start = isPart ? wordStart(text, Math.max(0, around.from - longestKey)) : 0;
    const end = isPart ? wordEnd(text, Math.min(text.length, around.to + longestKey)) : text.length;
    const left = this.#keyLines.find(text.slice(start, end)).map((span) => moved(span, start));
    return { ...known, keyLines, spans: left.length === 0 ? known.spans : mergeSpans([...known.spans, ...left]) };
  }
}

function moved(span: SecretSpan, by: number): SecretSpan {
  return { ...span, start: span.start + by, end: span.end + by };
}

const isWordPart = (character: string | undefined): boolean => character !== undefined && /[\w+/=.:@-]/.test(character);

/** No word is cut, up to a length that none of sense has. */
function wordStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && offset - at < longestWord && isWordPart(text[at - 1])) at -= 1;
  return at;
}

function wordEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && at - offset < longestWord && isWordPart(text[at])) at += 1;
  return at;
}
