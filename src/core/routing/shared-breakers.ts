import { noteFailure } from '../../base/note-failure.ts';
import type { Clock, Log, Storage } from '../host.ts';
import { providerIds } from '../provider-ids.ts';
import type { ProviderId } from '../providers/provider.ts';
import { SharedValue, parseStored } from './shared-value.ts';
import type { BreakerState } from './circuit-breaker.ts';

/** Other windows' findings are looked up no more often; a limit that was hit lasts longer than this. */
const refreshMs = 2000;

/** A state in which a provider is not asked. */
export type ClosedToAll = Extract<BreakerState, { kind: 'open' | 'held' }>;

/** With the time at which it was found, in milliseconds since 1970. */
type Found = ClosedToAll & { readonly at: number };
type States = ReadonlyMap<ProviderId, Found>;

/** What holds until a key changes is nobody's business after that. */
const keptMs = 86_400_000;

/** Tells this machine's other windows which providers are not to be asked, and when they are again; and hears it. */
export class SharedBreakers {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #value: SharedValue<States>;
  readonly #adopt: (id: ProviderId, state: ClosedToAll) => void;
  readonly #release: (id: ProviderId) => void;
  /** What this window knows to stand in the shared value: once it is gone from there, somebody got through. */
  readonly #standing = new Set<ProviderId>();
  /** What this window has found last, written or on its way there. */
  readonly #own = new Map<ProviderId, Found>();
  /** What others found before this window was there, it tries for itself: the key may be good again. */
  readonly #startedAt: number;

  constructor(parts: {
    readonly clock: Clock;
    readonly log: Log;
    readonly storage: Storage;
    readonly adopt: (id: ProviderId, state: ClosedToAll) => void;
    readonly release: (id: ProviderId) => void;
  }) {
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#startedAt = parts.clock.now();
    this.#adopt = parts.adopt;
    this.#release = parts.release;
    this.#value = new SharedValue({
      ...parts,
      name: 'breakers',
      refreshMs,
      parse,
      onDidRead: (states) => this.#didRead(states),
    });
  }

  refresh(): void {
    this.#value.refresh();
  }

  publish(id: ProviderId, state: BreakerState): void {
    if (state.kind !== 'open' && state.kind !== 'held') return;
    const found = { ...state, at: this.#clock.now() };
    this.#own.set(id, found);
    this.#change((states) => {
      // Writing waits for other windows: it may be withdrawn meanwhile.
      if (this.#own.get(id) === found) states.set(id, found);
    });
  }

  /** It answers again, or its key or settings have changed. */
  withdraw(id: ProviderId): void {
    const wasFoundHere = this.#own.delete(id);
    if (!this.#standing.delete(id) && !wasFoundHere) return;
    this.#change((states) => {
      if (!this.#own.has(id)) states.delete(id);
    });
  }

  dispose(): void {
    this.#value.dispose();
  }

  #change(change: (states: Map<ProviderId, Found>) => void): void {
    this.#value
      .update((before) => {
        const now = this.#clock.now();
        const isCurrent = (state: Found): boolean =>
          state.kind === 'open' ? state.until > now : now - state.at < keptMs;
        const states = new Map([...before].filter(([, state]) => isCurrent(state)));
        change(states);
        return Object.fromEntries(states);
      })
      // Each window then finds out by itself.
      .catch(noteFailure(this.#log, 'What was found of a provider could not be shared with other windows.'));
  }

  #didRead(states: States): void {
    for (const id of this.#standing) {
      if (states.has(id)) continue;
      this.#standing.delete(id);
      this.#release(id);
    }
    for (const [id, state] of states) {
      if (state.kind === 'held' && state.at < this.#startedAt) continue;
      this.#standing.add(id);
      this.#adopt(id, state);
    }
  }
}

function parse(text: string | undefined): States {
  const value = parseStored(text);
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).filter((entry): entry is [ProviderId, Found] => {
      const state: unknown = entry[1];
      return providerIds.some((known) => known === entry[0]) && isFound(state);
    }),
  );
}

function isFound(state: unknown): state is Found {
  if (typeof state !== 'object' || state === null || !('kind' in state) || !('until' in state)) return false;
  if (!('reason' in state) || typeof state.reason !== 'string') return false;
  if (!('at' in state) || typeof state.at !== 'number') return false;
  if (state.kind === 'held') return state.until === 'key' || state.until === 'settings';
  return (
    state.kind === 'open' &&
    typeof state.until === 'number' &&
    'openings' in state &&
    typeof state.openings === 'number'
  );
}
