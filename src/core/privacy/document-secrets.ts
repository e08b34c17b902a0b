import type { Disposable } from '../../base/disposable.ts';
import { LruMap } from '../../base/lru-map.ts';
import type { DocumentChange, DocumentEdit, DocumentSnapshot, Uri } from '../document.ts';
import type { Clock, SecretScanner, SecretSpan } from '../host.ts';
import { Turns } from '../turns.ts';
import { type Place, followEdits } from './edited-places.ts';
import { findHighEntropy } from './entropy.ts';
import { KeyLines } from './key-lines.ts';
import { findPrivateKeys, longestKey } from './private-keys.ts';
import { findKnownSecrets } from './known-secrets.ts';
import { mergeSpans } from './secret-spans.ts';

/** Beyond this a document is neither completed in nor indexed, so that nothing of it needs to be scanned. */
const maxScannedCharacters = 4_000_000;
/** Looked at in one go, which takes 1 to 3 ms; between two the thread is free for others. */
const pieceLength = 16_000;
/** Characters on either side that every rule but the one for key blocks may want to see. */
const surroundings = 2000;
/** Places of edits that are looked at in one go, each with its surroundings. */
const placesInOneGo = 3;
/** A word is looked at as a whole up to this length. */
const longestWord = 8000;
/** Snippets that are looked at in one go, and what stands between two of them then. */
const batchLength = 8000;
const between = '\n\n';
/** Those of a prompt and of some before it: from key to key most stay as they are. */
const keptSnippets = 200;

interface Known {
  readonly version: number;
  readonly spans: readonly SecretSpan[];
  /** What of key blocks was known then. */
  readonly keyLines: number;
}

/** Edits that nobody has looked at yet, and what they have made of their document. */
interface Edited {
  readonly versionBefore: number;
  readonly edits: DocumentEdit[];
  document: DocumentSnapshot;
}

/**
 * Where each open document holds secret values. After edits only their surroundings are scanned anew, a document a turn
 * or when its secrets are asked for; the rest moves along. Found over the whole document before any window is cut, so
 * that no half of a secret slips through.
 */
export class DocumentSecrets implements Disposable {
  readonly #scanner: SecretScanner;
  readonly #turns: Turns | undefined;
  readonly #keyLines = new KeyLines();
  readonly #known = new LruMap<Uri, Promise<Known>>(64);
  readonly #edited = new Map<Uri, Edited>();
  /** The versions whose secrets are known. */
  readonly #looked = new LruMap<Uri, number>(64);
  readonly #snippets = new LruMap<string, Promise<readonly SecretSpan[]>>(keptSnippets);

  /** Without a clock, all is scanned in one go. */
  constructor(scanner: SecretScanner, clock?: Clock) {
    this.#scanner = scanner;
    this.#turns = clock === undefined ? undefined : new Turns(clock);
  }

  /** Spans in this version, ascending. Scans what isn't known yet; a failed scan rejects, and nothing may be sent. */
  async find(document: DocumentSnapshot): Promise<readonly SecretSpan[]> {
    this.#follow(document.uri);
    const before = this.#known.get(document.uri);
    const known = await before?.catch(() => undefined);
    const isNewest = this.#known.peek(document.uri) === before && (known?.version ?? 0) <= document.version;
    if (known?.version !== document.version) {
      const scanning = this.#scanAll(document);
      if (isNewest) this.#know(document.uri, scanning);
      return (await scanning).spans;
    }
    if (known.keyLines === this.#keyLines.version) return known.spans;
    const more = this.#withKeyLines(document.text, known);
    if (isNewest) this.#know(document.uri, Promise.resolve(more));
    return more.spans;
  }

  /** The same for those who have time: when it is their turn. */
  async findInTurn(document: DocumentSnapshot): Promise<readonly SecretSpan[]> {
    if (this.workFor(document) > 0) await this.#turns?.next();
    return this.find(document);
  }

  /** About how many characters `find` has to look at. */
  workFor({ uri, version, text }: DocumentSnapshot): number {
    const looked = this.#known.has(uri) ? this.#looked.peek(uri) : undefined;
    if (looked === version) return 0;
    const edited = this.#edited.get(uri);
    if (edited?.document.version !== version || edited.versionBefore !== looked) return Math.max(1, text.length);
    const written = edited.edits.reduce((sum, { insertedText }) => sum + insertedText.length, 0);
    return Math.min(text.length, written + 2 * surroundings * edited.edits.length) + 1;
  }

  /** Follows an edit: what it touched is looked at in a turn of its own, or before, once somebody asks. */
  didChange({ document, versionBefore, edits }: DocumentChange): void {
    const { uri } = document;
    if (!this.#known.has(uri)) return;
    const edited = this.#edited.get(uri);
    if (edited?.document.version === versionBefore) {
      edited.document = document;
      edited.edits.push(...edits);
    } else {
      this.#edited.set(uri, { versionBefore, document, edits: [...edits] });
    }
    // A key block is learned while it is whole: the next edit may take it apart.
    const mayBeKey = edits.some(({ insertedText }) => insertedText.includes('-----'));
    if (this.#turns === undefined || mayBeKey) this.#follow(uri);
    else if (edited === undefined) void this.#turns.later().then(() => this.#follow(uri));
  }

  didClose(uri: Uri): void {
    this.#known.delete(uri);
    this.#edited.delete(uri);
    this.#looked.delete(uri);
  }

  /** Secrets of a text that is no open document, such as a snippet. */
  async scanText(text: string): Promise<readonly SecretSpan[]> {
    const spans = await this.#scanWhole(text);
    return mergeSpans([...spans, ...this.#keyLines.find(text)]);
  }

  /** The same for what comes again with each key, such as the snippets of a prompt. */
  async scanSnippet(text: string): Promise<readonly SecretSpan[]> {
    await this.scanSnippets([text]);
    const spans = (await this.#snippets.get(text)) ?? (await this.#scanWhole(text));
    return mergeSpans([...spans, ...this.#keyLines.find(text)]);
  }

  /** Scans those that are new, so that `scanSnippet` knows them: many short ones cost little more than a long one. */
  async scanSnippets(texts: readonly string[]): Promise<void> {
    for (const batch of this.#newSnippets(texts)) await this.#scanBatch(batch);
  }

  /** The same for those who have time: when it is their turn. */
  async scanSnippetsInTurn(texts: readonly string[]): Promise<void> {
    for (const batch of this.#newSnippets(texts)) {
      await this.#turns?.later();
      // Somebody may not have waited.
      await this.scanSnippets(batch);
    }
  }

  dispose(): void {
    this.#turns?.dispose();
  }

  #newSnippets(texts: readonly string[]): readonly (readonly string[])[] {
    const batches: string[][] = [];
    let left = 0;
    for (const text of new Set(texts)) {
      // A use, so that those which come now are kept.
      if (this.#snippets.get(text) !== undefined) continue;
      const last = batches.at(-1);
      if (last !== undefined && text.length <= left) {
        last.push(text);
        left -= text.length;
      } else {
        batches.push([text]);
        left = batchLength - text.length;
      }
    }
    return batches;
  }

  #scanBatch(texts: readonly string[]): Promise<unknown> {
    const scanning = this.#scanTogether(texts);
    for (const [number, text] of texts.entries()) {
      const own = scanning.then((spans) => spans[number] ?? []);
      this.#snippets.set(text, own);
      own.catch(() => this.#snippets.delete(text));
    }
    return scanning;
  }

  /** In one text, with blank lines between them; what reaches over those says nothing, and is looked at alone. */
  async #scanTogether(texts: readonly string[]): Promise<readonly (readonly SecretSpan[])[]> {
    const [only] = texts;
    if (texts.length === 1 && only !== undefined) return [await this.#scanWhole(only)];
    const whole = texts.join(between);
    const found = await this.#scanBetween(whole, 0, whole.length);
    const spans: (readonly SecretSpan[])[] = [];
    let start = 0;
    for (const text of texts) {
      const end = start + text.length;
      const near = found.filter((span) => span.end > start && span.start < end);
      const isWhole = near.every((span) => span.start >= start && span.end <= end);
      const keys = findPrivateKeys(text);
      const own = near.map((span) => moved(span, -start));
      spans.push(isWhole ? mergeSpans([...own, ...keys]) : await this.#scanWhole(text));
      this.#keyLines.learn(text, keys);
      start = end + between.length;
    }
    return spans;
  }

  /** Looks at what was edited, after all looks before. */
  #follow(uri: Uri): void {
    const edited = this.#edited.get(uri);
    this.#edited.delete(uri);
    const known = this.#known.peek(uri);
    if (edited === undefined || known === undefined) return;
    const { document, versionBefore, edits } = edited;
    const looking = known.then((before) =>
      before.version === versionBefore ? this.#scanPlaces(document, before, edits) : this.#scanAll(document),
    );
    this.#know(uri, looking);
  }

  #know(uri: Uri, looking: Promise<Known>): void {
    this.#known.set(uri, looking);
    looking.then(
      ({ version }) => this.#known.peek(uri) === looking && this.#looked.set(uri, version),
      () => this.#known.peek(uri) === looking && this.#known.delete(uri),
    );
  }

  async #scanAll(document: DocumentSnapshot): Promise<Known> {
    const { text, version } = document;
    if (text.length > maxScannedCharacters) throw new Error('The document is too large to be scanned for secrets.');
    const spans = await this.#scanWhole(text);
    return this.#withKeyLines(text, { version, spans, keyLines: -1 });
  }

  async #scanPlaces(
    { text, version }: DocumentSnapshot,
    before: Known,
    edits: readonly DocumentEdit[],
  ): Promise<Known> {
    const { spans, places } = followEdits(before.spans, edits, 2 * surroundings);
    let known: Known = { ...before, version, spans };
    for (const [number, place] of places.entries()) {
      if (number > 0 && number % placesInOneGo === 0) await this.#turns?.later();
      known = { ...known, spans: await this.#scanAround(text, known.spans, place) };
    }
    return this.#withKeyLines(text, known, places);
  }

  async #scanWhole(text: string): Promise<readonly SecretSpan[]> {
    const spans = mergeSpans([...(await this.#scanBetween(text, 0, text.length)), ...findPrivateKeys(text)]);
    this.#keyLines.learn(text, spans);
    return spans;
  }

  async #scanAround(text: string, known: readonly SecretSpan[], { from, to }: Place): Promise<Known['spans']> {
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
      if (at > from) await this.#turns?.later();
      const start = at === from ? from : wordStart(text, Math.max(from, at - surroundings));
      const end = Math.min(to, wordEnd(text, Math.min(text.length, at + pieceLength + surroundings)));
      const piece = text.slice(start, end);
      const found = [...(await this.#scanner.scan(piece)), ...findKnownSecrets(piece), ...findHighEntropy(piece)];
      spans.push(...found.map((span) => moved(span, start)));
    }
    return spans;
  }

  /** With what is left of key blocks that were seen, anywhere; in `places` where all else has been looked at before. */
  #withKeyLines(text: string, known: Known, places: readonly Place[] = []): Known {
    const keyLines = this.#keyLines.version;
    const near = places.map(({ from, to }) => ({
      from: wordStart(text, Math.max(0, from - longestKey)),
      to: wordEnd(text, Math.min(text.length, to + longestKey)),
    }));
    const looked = places.length > 0 && known.keyLines === keyLines ? near : [{ from: 0, to: text.length }];
    const left = looked.flatMap(({ from, to }) =>
      this.#keyLines.find(text.slice(from, to)).map((span) => moved(span, from)),
    );
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
