import { noteFailure } from '../../base/note-failure.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Clock, Log, Storage } from '../host.ts';
import { SharedValue, parseStored } from './shared-value.ts';

const dayMs = 86_400_000;
/** Other windows' spending is looked up no more often. */
const refreshMs = 5000;

interface Spending {
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly dollars: number;
}

/** What metered services have cost today, in all windows together, against the user's limit. */
export class DailyBudget {
  readonly #clock: Clock;
  readonly #limit: () => number;
  readonly #log: Log;
  readonly #shared: SharedValue<Spending | undefined>;
  readonly #exhausted = new Emitter<void>();
  #known: Spending = { day: 0, dollars: 0 };
  /** The limit was reached, by what this window spent: of several windows one says so. */
  readonly onDidExhaust = this.#exhausted.event;

  constructor(parts: {
    readonly clock: Clock;
    readonly log: Log;
    readonly storage: Storage;
    readonly limit: () => number;
  }) {
    this.#clock = parts.clock;
    this.#limit = parts.limit;
    this.#log = parts.log;
    this.#shared = new SharedValue({
      ...parts,
      name: 'spending',
      refreshMs,
      parse,
      onDidRead: (spending) => this.#learn(spending),
    });
  }

  spentToday(): number {
    return this.#known.day === this.#today() ? this.#known.dollars : 0;
  }

  isExhausted(): boolean {
    this.#shared.refresh();
    return this.spentToday() >= this.#limit();
  }

  /** Midnight UTC, in milliseconds since 1970. */
  resumesAt(): number {
    return (this.#today() + 1) * dayMs;
  }

  spend(dollars: number): void {
    if (dollars <= 0) return;
    const day = this.#today();
    const before = this.spentToday();
    // At once for this window's own requests; the shared sum follows.
    this.#learn({ day, dollars: before + dollars });
    let isCrossed = before < this.#limit() && before + dollars >= this.#limit();
    this.#shared
      .update((spending) => {
        const sofar = spending?.day === day ? spending.dollars : 0;
        isCrossed = sofar < this.#limit() && sofar + dollars >= this.#limit();
        return { day, dollars: sofar + dollars };
      })
      .catch(noteFailure(this.#log, 'What was spent could not be shared with other windows.'))
      .finally(() => {
        if (isCrossed) this.#exhausted.fire();
      });
  }

  /** What is spent only grows within a day: a late answer of the disk must not take it back. */
  #learn(spending: Spending | undefined): void {
    if (spending === undefined) return;
    const { day, dollars } = this.#known;
    if (spending.day > day || (spending.day === day && spending.dollars > dollars)) this.#known = spending;
  }

  #today(): number {
    return Math.floor(this.#clock.now() / dayMs);
  }
}

function parse(text: string | undefined): Spending | undefined {
  const value = parseStored(text);
  if (typeof value !== 'object' || value === null || !('day' in value) || !('dollars' in value)) return undefined;
  const { day, dollars } = value;
  return typeof day === 'number' && typeof dollars === 'number' ? { day, dollars } : undefined;
}
