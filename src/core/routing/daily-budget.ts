import { Emitter } from '../../base/emitter.ts';
import type { Clock, Storage } from '../host.ts';

const sharedName = 'spending';
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
  readonly #storage: Storage;
  readonly #limit: () => number;
  readonly #exhausted = new Emitter<void>();
  #known: Spending = { day: 0, dollars: 0 };
  #lastReadMs = -Infinity;
  #noticedOn = 0;
  /** Once a day at most: the limit was reached. */
  readonly onDidExhaust = this.#exhausted.event;

  constructor(parts: { readonly clock: Clock; readonly storage: Storage; readonly limit: () => number }) {
    this.#clock = parts.clock;
    this.#storage = parts.storage;
    this.#limit = parts.limit;
  }

  spentToday(): number {
    return this.#known.day === this.#today() ? this.#known.dollars : 0;
  }

  isExhausted(): boolean {
    this.#refresh();
    return this.spentToday() >= this.#limit();
  }

  /** Midnight UTC, in milliseconds since 1970. */
  resumesAt(): number {
    return (this.#today() + 1) * dayMs;
  }

  spend(dollars: number): void {
    if (dollars <= 0) return;
    const day = this.#today();
    this.#learn({ day, dollars: this.spentToday() + dollars });
    const update = (before: string | undefined): string => {
      const spending = parse(before);
      const sofar = spending?.day === day ? spending.dollars : 0;
      return JSON.stringify({ day, dollars: sofar + dollars });
    };
    this.#storage.updateShared(sharedName, update).then(
      (text) => this.#learn(parse(text)),
      () => {},
    );
  }

  #refresh(): void {
    const now = this.#clock.monotonicMs();
    if (now - this.#lastReadMs < refreshMs) return;
    this.#lastReadMs = now;
    this.#storage.readShared(sharedName).then(
      (text) => this.#learn(parse(text)),
      () => {},
    );
  }

  /** What is spent only grows within a day: a late answer of the disk must not take it back. */
  #learn(spending: Spending | undefined): void {
    if (spending === undefined) return;
    const isNewer = spending.day > this.#known.day;
    if (!isNewer && (spending.day < this.#known.day || spending.dollars <= this.#known.dollars)) return;
    this.#known = spending;
    if (spending.day !== this.#today() || this.#noticedOn === spending.day) return;
    if (spending.dollars < this.#limit()) return;
    this.#noticedOn = spending.day;
    this.#exhausted.fire();
  }

  #today(): number {
    return Math.floor(this.#clock.now() / dayMs);
  }
}

function parse(text: string | undefined): Spending | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isSpending =
      typeof value === 'object' &&
      value !== null &&
      'day' in value &&
      typeof value.day === 'number' &&
      'dollars' in value &&
      typeof value.dollars === 'number';
    return isSpending ? { day: value.day as number, dollars: value.dollars as number } : undefined;
  } catch {
    return undefined;
  }
}
