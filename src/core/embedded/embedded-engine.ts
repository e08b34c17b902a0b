import type { EmbeddedAnswer, HashedOutcome, WorkerStatistics } from '../protocol.ts';
import { CandidateScorer } from './candidate-scorer.ts';
import { FileIndex } from './file-index.ts';
import type { IndexSlice, SliceFile } from './index-slice.ts';
import { buffersOf, buildSlice } from './index-slice.ts';
import { lineWith } from './hashed-outcome.ts';
import { LearnedOutcomes } from './learned-outcomes.ts';
import { Lexicon } from './lexicon.ts';
import type { StopPoint } from './growing-text.ts';
import type { PredictionOptions } from './prediction.ts';
import { Predictor } from './prediction.ts';
import { SliceSearch } from './slice-search.ts';
import { chooseStop, thresholdFor } from './stop-choice.ts';
import { TokenTexts } from './token-texts.ts';
import { scorerWeights } from './scorer-weights.ts';

/** A question to the engine: the text around the cursor, whole or in large windows, LF only. */
export interface PositionQuery {
  readonly uri: string;
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
  /** `alone`: shown as it is. `draft`: shown at once and verified by a model that is slower. */
  readonly purpose: 'alone' | 'draft';
  readonly maxLines: number;
  /** Added to the threshold, within bounds. */
  readonly thresholdShift?: number;
}

interface OpenFile {
  readonly text: string;
  search: SliceSearch | undefined;
  isStale: boolean;
}

/** Text beyond this, on either side of the cursor, is not looked at: the file's own cache stays quick. */
const mostCharacters = 200_000;
const mostOpenFiles = 12;
/** About 10 MB of words. */
const mostWords = 100_000;
/** A suggestion that makes so much of the next line again is on its way to all of it. */
const mostlyRepeated = 0.8;

/** The completion that needs no model: it learns from the file, the open files and slices of the workspace. */
export class EmbeddedEngine {
  readonly #predictor = new Predictor(new CandidateScorer(scorerWeights));
  readonly #slices: SliceSearch[] = [];
  readonly #open = new Map<string, OpenFile>();
  /** Where each indexed file is: its slice and its number there. */
  readonly #places = new Map<string, { readonly slice: SliceSearch; readonly file: number }>();
  #outcomes = new LearnedOutcomes();
  #lexicon = new Lexicon();
  #activeUri = '';
  #before = new FileIndex(this.#lexicon);
  #after = new FileIndex(this.#lexicon);

  /** Takes a slice made by `buildSlice`, here or in another thread. Files that it has anew replace their older selves. */
  addSlice(slice: IndexSlice): void {
    const search = new SliceSearch(slice);
    search.setNear((uri) => isNearTo(uri, this.#activeUri));
    this.#slices.push(search);
    for (const [file, uri] of slice.uris.entries()) {
      const older = this.#places.get(uri);
      older?.slice.setGone(older.file, true);
      this.#places.set(uri, { slice: search, file });
      if (uri === this.#activeUri || this.#open.has(uri)) search.setGone(file, true);
    }
    this.#dropEmptySlices();
  }

  /** Takes files' texts at once, where no other thread prepares them. */
  addFiles(files: readonly SliceFile[]): void {
    if (files.length > 0) this.addSlice(buildSlice(files));
  }

  /** The text of an open file stands before the one in the index, and counts as near. */
  setOpenFile(file: { readonly uri: string; readonly text: string }): void {
    // Insertion order is order of use: the oldest goes first.
    const known = this.#open.get(file.uri);
    this.#open.delete(file.uri);
    this.#open.set(file.uri, { text: file.text.slice(0, mostCharacters), search: known?.search, isStale: true });
    this.#setIndexed(file.uri, false);
    if (this.#open.size > mostOpenFiles) {
      const oldest = this.#open.keys().next().value;
      if (oldest !== undefined) this.closeFile(oldest);
    }
  }

  closeFile(uri: string): void {
    this.#open.delete(uri);
    if (uri !== this.#activeUri) this.#setIndexed(uri, true);
  }

  /** Forgets files that are gone, or that may no longer be indexed. */
  removeFile(uri: string): void {
    this.#open.delete(uri);
    this.#setIndexed(uri, false);
    this.#places.delete(uri);
    this.#dropEmptySlices();
  }

  /** Forgets all slices, before the index is handed over anew. What was learnt from the user stays. */
  clearIndex(): void {
    this.#slices.length = 0;
    this.#places.clear();
  }

  /** The suggestion for a place, or null where nothing is sure enough to be shown. */
  complete(query: PositionQuery): EmbeddedAnswer | null {
    const threshold = thresholdFor(query.purpose, query.thresholdShift);
    const points = this.stopPoints(query, { maxLines: query.maxLines, leastConfidence: threshold });
    const chosen = chooseStop(points, threshold);
    if (chosen === null || repeatsWhatFollows(chosen, query)) return null;
    const line = lineWith(query.prefix, chosen.text);
    if (this.#outcomes.isRefused(query.uri, line)) return null;
    const { text, confidence, source } = chosen;
    return { text, confidence, source, isBlock: text.includes('\n') };
  }

  /** Learns from what became of a suggestion, now or in an earlier session. */
  learn(outcome: HashedOutcome): void {
    this.#outcomes.record(outcome);
  }

  forgetOutcomes(): void {
    this.#outcomes = new LearnedOutcomes();
  }

  /** All places where the suggestion could stop, with how sure each is: for benchmarks and fitting. */
  stopPoints(
    query: Omit<PositionQuery, 'purpose' | 'maxLines' | 'thresholdShift'>,
    options: PredictionOptions,
  ): StopPoint[] {
    this.#focus(query.uri);
    this.#before.update(lastPart(query.prefix));
    this.#after.update(firstPart(query.suffix));
    const slices = [...this.#openSlices(query.uri), ...this.#slices];
    return this.#predictor.predict(
      { before: this.#before, after: this.#after, slices, texts: new TokenTexts(this.#lexicon, slices) },
      { shiftOf: (beginning) => this.#outcomes.shiftOf(beginning), ...options },
    );
  }

  statistics(): WorkerStatistics {
    let tokens = 0;
    let memoryBytes = 0;
    for (const { slice } of this.#slices) {
      tokens += slice.tokens.length;
      for (const buffer of buffersOf(slice)) memoryBytes += buffer.byteLength;
    }
    return { files: this.#places.size, tokens, memoryBytes };
  }

  /** The other open files. Each is indexed when it is needed, one a query: it takes some milliseconds. */
  *#openSlices(active: string): Generator<SliceSearch> {
    let mayBuild = true;
    for (const [uri, file] of this.#open) {
      if (uri === active) continue;
      if (file.isStale && mayBuild) {
        file.search = new SliceSearch(buildSlice([{ uri, languageId: '', text: file.text }]));
        file.search.setNear(() => true);
        file.isStale = false;
        mayBuild = false;
      }
      if (file.search !== undefined) yield file.search;
    }
  }

  #focus(uri: string): void {
    if (uri === this.#activeUri) return;
    const previous = this.#activeUri;
    this.#activeUri = uri;
    if (!this.#open.has(previous)) this.#setIndexed(previous, true);
    this.#setIndexed(uri, false);
    // Words that were typed letter by letter are in it too: it must not grow for ever.
    if (this.#lexicon.size > mostWords) this.#lexicon = new Lexicon();
    this.#before = new FileIndex(this.#lexicon);
    this.#after = new FileIndex(this.#lexicon);
    for (const slice of this.#slices) slice.setNear((other) => isNearTo(other, uri));
  }

  #setIndexed(uri: string, isIndexed: boolean): void {
    const place = this.#places.get(uri);
    place?.slice.setGone(place.file, !isIndexed);
  }

  #dropEmptySlices(): void {
    for (let index = this.#slices.length - 1; index >= 0; index -= 1) {
      const slice = this.#slices[index];
      // A slice whose files are only open or active at the moment has them in `places` still.
      if (slice?.liveFiles === 0 && !this.#isReferenced(slice)) this.#slices.splice(index, 1);
    }
  }

  #isReferenced(slice: SliceSearch): boolean {
    return slice.slice.uris.some((uri) => this.#places.get(uri)?.slice === slice);
  }
}

function lineStartOf(prefix: string): string {
  return prefix.slice(prefix.lastIndexOf('\n') + 1);
}

/** A line that stands below already is not written twice; one that only closes something may be. */
function repeatsWhatFollows(stop: StopPoint, query: PositionQuery): boolean {
  const below = query.suffix.split('\n', 8).slice(1);
  const next = below.map((line) => line.trim()).find((line) => line !== '');
  if (next === undefined || !/\w/.test(next)) return false;
  const lines = (lineStartOf(query.prefix) + stop.text).split('\n').map((line) => line.trim());
  return lines.some((line) => line === next || (next.startsWith(line) && line.length > next.length * mostlyRepeated));
}

function isNearTo(uri: string, active: string): boolean {
  return uri.slice(0, uri.lastIndexOf('/')) === active.slice(0, active.lastIndexOf('/'));
}

/** Cut in steps, so that the start stays put while one types and what is indexed stays valid. */
function lastPart(prefix: string): string {
  if (prefix.length <= mostCharacters) return prefix;
  const excess = prefix.length - mostCharacters;
  const step = mostCharacters / 2;
  const start = Math.ceil(excess / step) * step;
  return prefix.slice(prefix.indexOf('\n', start));
}

function firstPart(suffix: string): string {
  return suffix.length <= mostCharacters ? suffix : suffix.slice(0, mostCharacters);
}
