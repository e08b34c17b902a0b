import type { Clock, Log, Storage } from '../host.ts';
import type { ContextSourceKind } from '../prompt.ts';
import type { ProviderId } from '../providers/provider.ts';
import type { Ending } from './endings.ts';
import type { FinishedRequest } from './finished-request.ts';
import type { SuggestionOrigin } from './suggestion-event.ts';

const fileName = 'statistics';
/** What lies before this shared moment is deleted, in whichever window's file it still stands. */
export const sinceName = 'statistics-since';
const keptForMs = 30 * 86_400_000;
/** A line is about 200 bytes: 4 MB a window at most. */
const maxLines = 20_000;
const linesBetweenTidying = 2000;

/** One line of this machine's own statistics. No source text, no paths. */
export type StatisticsLine =
  | {
      readonly kind: 'ended';
      readonly at: number;
      readonly ending: Ending;
      readonly language: string;
      readonly provider: ProviderId;
      readonly model: string;
      /** As the service named what it ran; null where it didn't. */
      readonly version: string | null;
      readonly origin: SuggestionOrigin;
      readonly visibleMs: number;
      readonly ttftMs: number | null;
      readonly shownCharacters: number;
      readonly acceptedCharacters: number;
      readonly sources: readonly ContextSourceKind[];
    }
  | {
      readonly kind: 'kept';
      readonly at: number;
      readonly afterMs: number;
      readonly kept: number;
      readonly origin: SuggestionOrigin;
      readonly sources: readonly ContextSourceKind[];
      readonly language: string;
      readonly provider: ProviderId;
      readonly model: string;
      /** As the service named what it ran; null where it didn't. */
      readonly version: string | null;
    }
  | {
      readonly kind: 'request';
      readonly at: number;
      readonly provider: ProviderId;
      readonly model: string;
      /** As the service named what it ran; null where it didn't. */
      readonly version: string | null;
      readonly language: string;
      readonly reason: FinishedRequest['reason'];
      readonly ttftMs: number | null;
      readonly promptTokens: number;
      readonly cachedTokens: number;
      readonly completionTokens: number;
      readonly dollars: number;
    };

/** Keeps this machine's statistics: each window appends to a file of its own, and reading merges them. */
export class StatisticsStore {
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #log: Log;
  #appended = 0;
  #isFailing = false;
  /** Writes follow each other: a line must not come between reading the file and writing it anew. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(parts: { readonly clock: Clock; readonly storage: Storage; readonly log: Log }) {
    this.#clock = parts.clock;
    this.#storage = parts.storage;
    this.#log = parts.log;
  }

  /** Takes over what ended windows left and drops what is too old. */
  async start(): Promise<void> {
    try {
      await this.#enqueue(async () => {
        await this.#storage.adoptOrphans(fileName);
        await this.#compact();
      });
    } catch {
      this.#log.warn('Earlier statistics could not be read; they are left as they are.');
    }
  }

  add(line: StatisticsLine): void {
    this.#appended += 1;
    const isDue = this.#appended % linesBetweenTidying === 0;
    this.#enqueue(async () => {
      await this.#storage.append(fileName, [JSON.stringify(line)]);
      if (isDue) await this.#compact();
    }).then(
      () => (this.#isFailing = false),
      () => {
        // A disk that is full refuses each line.
        if (!this.#isFailing) this.#log.warn('Statistics could not be written.');
        this.#isFailing = true;
      },
    );
  }

  async read(): Promise<readonly StatisticsLine[]> {
    await this.#work;
    const files = await this.#storage.readAll(fileName);
    const oldest = await this.#oldest();
    // A window that was stopped while it took over another's lines has left them in both files.
    const lines = new Set(files.flatMap((file) => file.lines));
    return [...lines].flatMap(parseLine).filter((line) => line.at >= oldest);
  }

  /** Deletes everything, other windows' lines too: they no longer count, and go when those windows tidy up. */
  async reset(): Promise<void> {
    await this.#enqueue(async () => {
      await this.#storage.updateShared(sinceName, () => String(this.#clock.now()));
      await this.#storage.adoptOrphans(fileName);
      await this.#storage.replace(fileName, []);
    });
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.#work.then(step);
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #oldest(): Promise<number> {
    const since = Number(await this.#storage.readShared(sinceName).catch(() => undefined));
    return Math.max(this.#clock.now() - keptForMs, Number.isFinite(since) ? since : 0);
  }

  async #compact(): Promise<void> {
    const files = await this.#storage.readAll(fileName);
    const own = files.find(({ processId }) => processId === this.#storage.processId)?.lines ?? [];
    const oldest = await this.#oldest();
    const kept = own.filter((line) => parseLine(line).some(({ at }) => at >= oldest)).slice(-maxLines);
    if (kept.length < own.length) await this.#storage.replace(fileName, kept);
  }
}

function parseLine(line: string): StatisticsLine[] {
  try {
    const value: unknown = JSON.parse(line);
    const isLine = typeof value === 'object' && value !== null && 'kind' in value && 'at' in value;
    return isLine && typeof value.at === 'number' ? [value as StatisticsLine] : [];
  } catch {
    return [];
  }
}
