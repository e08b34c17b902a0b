import { type Disposable } from '../../base/disposable.ts';
import type { Clock, Storage } from '../host.ts';
import { type ProviderId, providerIds } from '../providers/provider.ts';
import type { BreakerState } from './circuit-breaker.ts';

const sharedName = 'breakers';
/** Other windows' findings are looked up no more often; a limit that was hit lasts longer than this. */
const refreshMs = 2000;

/** Tells this machine's other windows which providers are not to be asked, and hears it from them. */
export class SharedBreakers implements Disposable {
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #adopt: (id: ProviderId, state: BreakerState) => void;
  #lastReadMs = -Infinity;
  #isDisposed = false;

  constructor(parts: {
    readonly clock: Clock;
    readonly storage: Storage;
    readonly adopt: (id: ProviderId, state: BreakerState) => void;
  }) {
    this.#clock = parts.clock;
    this.#storage = parts.storage;
    this.#adopt = parts.adopt;
  }

  /** Looks up, in the background and now and then, what others have found. */
  refresh(): void {
    const now = this.#clock.monotonicMs();
    if (this.#isDisposed || now - this.#lastReadMs < refreshMs) return;
    this.#lastReadMs = now;
    this.#storage.readShared(sharedName).then(
      (text) => {
        if (this.#isDisposed) return;
        for (const [id, state] of parse(text)) this.#adopt(id, state);
      },
      () => {},
    );
  }

  /** Only pauses are shared: what holds until a key or a setting changes, each window finds out by itself. */
  publish(id: ProviderId, state: BreakerState): void {
    if (state.kind !== 'open') return;
    const now = this.#clock.now();
    const update = (before: string | undefined): string => {
      const states = parse(before).filter(([known, other]) => known !== id && other.until > now);
      return JSON.stringify(Object.fromEntries([...states, [id, state]]));
    };
    this.#storage.updateShared(sharedName, update).catch(() => {});
  }

  dispose(): void {
    this.#isDisposed = true;
  }
}

type OpenState = Extract<BreakerState, { kind: 'open' }>;

function parse(text: string | undefined): [ProviderId, OpenState][] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).filter((entry): entry is [ProviderId, OpenState] => {
      const state: unknown = entry[1];
      return providerIds.some((known) => known === entry[0]) && isOpenState(state);
    });
  } catch {
    return [];
  }
}

function isOpenState(state: unknown): state is OpenState {
  return (
    typeof state === 'object' &&
    state !== null &&
    'kind' in state &&
    state.kind === 'open' &&
    'until' in state &&
    typeof state.until === 'number' &&
    'reason' in state &&
    typeof state.reason === 'string' &&
    'openings' in state &&
    typeof state.openings === 'number'
  );
}
