import type { Clock, Log, Storage } from '../host.ts';
import type { EmbeddedOutcome, HashedOutcome } from '../protocol.ts';
import { hashOutcome } from './hashed-outcome.ts';
import { mostRemembered } from './learned-outcomes.ts';

const fileName = 'suggestion-outcomes';
const sinceName = 'suggestion-outcomes-since';
/** What somebody liked half a year ago says little of now. */
const keptForMs = 180 * 24 * 3_600_000;

/**
 * What became of this user's suggestions, for the embedded engine to learn from, and between sessions: each window
 * appends to a file of its own, and what all of them have is read at the next start. Hashes only. A line that can't be
 * read counts as none, a file that can't be as empty.
 */
export class OutcomeMemory {
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #log: Log;
  readonly #mayKeep: () => boolean;
  #all: readonly HashedOutcome[] = [];
  #recalled: Promise<void> | undefined;
  #appended = 0;

  constructor(parts: {
    readonly clock: Clock;
    readonly storage: Storage;
    readonly log: Log;
    /** The user's word on whether anything is kept, or read again. */
    readonly mayKeep: () => boolean;
  }) {
    this.#clock = parts.clock;
    this.#storage = parts.storage;
    this.#log = parts.log.child('embedded');
    this.#mayKeep = parts.mayKeep;
  }

  /** The newest, those of earlier sessions once they were recalled; the oldest first. */
  get all(): readonly HashedOutcome[] {
    return this.#all;
  }

  /** Reads what earlier sessions and other windows have kept, once. */
  recall(): Promise<void> {
    this.#recalled ??= this.#recall();
    return this.#recalled;
  }

  /** Takes one in; it is kept for later sessions where `mayBeIndexed` says so of its file. */
  add(outcome: EmbeddedOutcome, mayBeIndexed: () => Promise<boolean>): HashedOutcome {
    const hashed = hashOutcome(outcome, this.#clock.now());
    this.#all = [...this.#all, hashed].slice(-mostRemembered);
    if (this.#mayKeep()) {
      this.#keep(hashed, mayBeIndexed).catch(() => this.#log.warn('What became of a suggestion could not be written.'));
    }
    return hashed;
  }

  /** Forgets all, other windows' lines too: they no longer count, and go when those windows tidy up. */
  async forget(): Promise<void> {
    this.#all = [];
    await this.#storage.updateShared(sinceName, () => String(this.#clock.now()));
    await this.#storage.replace(fileName, []);
  }

  async #recall(): Promise<void> {
    if (!this.#mayKeep()) return;
    try {
      await this.#storage.adoptOrphans(fileName);
      const earlier = await this.#newest();
      await this.#dropBefore(earlier[0]?.at ?? this.#clock.now());
      this.#all = [...earlier, ...this.#all.filter(({ at }) => at > (earlier.at(-1)?.at ?? 0))].slice(-mostRemembered);
    } catch {
      this.#log.warn('What was learnt of earlier suggestions could not be read; it starts anew.');
    }
  }

  async #keep(outcome: HashedOutcome, mayBeIndexed: () => Promise<boolean>): Promise<void> {
    if (!(await mayBeIndexed())) return;
    await this.#storage.append(fileName, [JSON.stringify(outcome)]);
    this.#appended += 1;
    if (this.#appended % mostRemembered === 0) await this.#dropBefore((await this.#newest())[0]?.at ?? 0);
  }

  async #newest(): Promise<HashedOutcome[]> {
    const since = Number(await this.#storage.readShared(sinceName));
    const oldest = Math.max(this.#clock.now() - keptForMs, Number.isFinite(since) ? since : 0);
    const files = await this.#storage.readAll(fileName);
    // A window that was stopped while it took over another's lines has left them in both files.
    const lines = new Set(files.flatMap((file) => file.lines));
    return [...lines]
      .flatMap(parseOutcome)
      .filter(({ at }) => at >= oldest)
      .toSorted((left, right) => left.at - right.at)
      .slice(-mostRemembered);
  }

  /** What is too old to be among the newest goes from this window's file. */
  async #dropBefore(oldest: number): Promise<void> {
    const files = await this.#storage.readAll(fileName);
    const own = files.find(({ processId }) => processId === this.#storage.processId)?.lines ?? [];
    const kept = own.filter((line) => parseOutcome(line).some(({ at }) => at >= oldest)).slice(-mostRemembered);
    if (kept.length < own.length) await this.#storage.replace(fileName, kept);
  }
}

function parseOutcome(line: string): HashedOutcome[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { at, kind, file, beginning, lines, length } = value as Record<keyof HashedOutcome, unknown>;
  const areNumbers = [at, file, beginning, length].every((one) => Number.isFinite(one));
  const isKnown = kind === 'accepted' || kind === 'rejected';
  if (!areNumbers || !isKnown || !Array.isArray(lines) || !lines.every((one) => Number.isFinite(one))) return [];
  return [{ at, kind, file, beginning, lines, length } as HashedOutcome];
}
