import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { isAbortError } from '../../base/abort.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import type { Clock, Log } from '../host.ts';

/** What can be off while the rest goes on. Services have circuit breakers of their own. */
export const partNames = ['completion', 'context', 'embedded-engine', 'index', 'statistics'] as const;

export type PartName = (typeof partNames)[number];

/** A part that is off, and until when, in milliseconds since 1970. */
export interface PartOff {
  readonly part: PartName;
  readonly until: number;
}

/** So many failures within so long are no accident. */
const maxFailures = 5;
const windowMs = 60_000;
/** Off for this long at first; doubled as long as it fails again after. */
const firstOffMs = 5 * 60_000;
const longestOffMs = 60 * 60_000;

interface State {
  /** When it failed, by the monotonic clock; the oldest first. */
  failures: readonly number[];
  offMs: number;
  off: PartOff | undefined;
}

/** Whatever goes wrong in a part ends here: in a line of the log, and for one that keeps failing in its being off. */
export class Watchdog implements Disposable {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #states = new Map<PartName, State>();
  /** A part went off, or is on again. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** The parts that are off now. */
  off(): readonly PartOff[] {
    return [...this.#states.values()].flatMap(({ off }) => off ?? []);
  }

  isOff(part: PartName): boolean {
    return this.#states.get(part)?.off !== undefined;
  }

  /** Notes a failure. How long the part is off from now on; 0 while it goes on. */
  didFail(part: PartName, error: unknown): number {
    if (isAbortError(error) || this.#store.isDisposed) return 0;
    const state = this.#states.get(part) ?? { failures: [], offMs: firstOffMs, off: undefined };
    this.#states.set(part, state);
    if (state.off !== undefined) return state.off.until - this.#clock.now();
    const now = this.#clock.monotonicMs();
    const lastMs = state.failures.at(-1) ?? -Infinity;
    // It was well for as long as it would be off: what comes now is something new.
    if (now - lastMs > state.offMs * 2) state.offMs = firstOffMs;
    state.failures = [...state.failures.filter((at) => now - at < windowMs), now];
    this.#log.error('A part of Midfill failed.', { part, reason: reasonOf(error) });
    return state.failures.length < maxFailures ? 0 : this.#turnOff(part, state);
  }

  /** Runs a part's code; a failure of it is noted and gives `instead`, and so does the part's being off. */
  guard<T>(part: PartName, run: () => T, instead: () => T): T {
    if (this.isOff(part)) return instead();
    try {
      return run();
    } catch (error) {
      this.didFail(part, error);
      return instead();
    }
  }

  /** Runs what has to be done whether the part is off or not, such as following the documents. */
  attempt(part: PartName, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.didFail(part, error);
    }
  }

  /** The same for what answers later. */
  async guardLater<T>(part: PartName, run: () => Promise<T>, instead: () => T): Promise<T> {
    if (this.isOff(part)) return instead();
    try {
      return await run();
    } catch (error) {
      if (isAbortError(error)) throw error;
      this.didFail(part, error);
      return instead();
    }
  }

  /** An event whose listeners belong to a part: what one of them throws ends here. */
  listeners<T>(part: PartName, event: Event<T>): Event<T> {
    return (listener) =>
      event((value) =>
        this.guard(
          part,
          () => listener(value),
          () => {},
        ),
      );
  }

  dispose(): void {
    this.#store.dispose();
  }

  #turnOff(part: PartName, state: State): number {
    const { offMs } = state;
    state.off = { part, until: this.#clock.now() + offMs };
    state.failures = [this.#clock.monotonicMs()];
    state.offMs = Math.min(longestOffMs, offMs * 2);
    this.#log.error('A part of Midfill keeps failing and is turned off for a while.', {
      part,
      minutes: Math.round(offMs / 60_000),
    });
    const timer = this.#store.add(
      this.#clock.setTimer(offMs, () => {
        this.#store.delete(timer);
        state.off = undefined;
        this.#log.info('A part of Midfill is turned on again.', { part });
        this.#changed.fire();
      }),
    );
    this.#changed.fire();
    return offMs;
  }
}

/** About our own code, without what the system quotes: paths, and text that could not be parsed. */
function reasonOf(error: unknown): string {
  const text =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return text
    .slice(0, 200)
    .replace(/"[^"]*("|$)/g, '"…"')
    .replace(/'[^']*[/\\\s][^']*('|$)/g, "'…'");
}
