import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Clock } from '../core/host.ts';
import type { Settings } from '../core/settings.ts';
import { OtherProvider } from './other-provider.ts';
import type { EditorSettings } from './settings.ts';
import { Snooze } from './snooze.ts';

/** Whether Midfill takes part in completion at all, in this window. */
export type PresenceState =
  | { readonly kind: 'on' }
  | { readonly kind: 'off' }
  | { readonly kind: 'snoozed'; readonly until: number }
  | { readonly kind: 'waiting'; readonly otherProvider: string };

/** In VS Code's memory for all windows: the user wants Midfill although another provider is at work. */
const wantedBesideOthers = 'wantedBesideOthers';

export interface PresenceParts {
  readonly settings: Pick<EditorSettings, 'current' | 'onDidChange'>;
  readonly clock: Clock;
  readonly memory: vscode.Memento;
}

/** Follows everything that turns Midfill on and off as a whole. While it isn't on, no provider is registered. */
export class Presence implements Disposable {
  readonly #parts: PresenceParts;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<PresenceState>());
  #state: PresenceState;
  readonly snooze: Snooze;
  readonly other: OtherProvider;
  readonly onDidChange = this.#changed.event;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
    this.snooze = this.#store.add(new Snooze(parts.clock));
    this.other = this.#store.add(new OtherProvider());
    this.#state = this.#find();
    const update = (): void => this.#update();
    this.#store.add(parts.settings.onDidChange(update));
    this.#store.add(this.snooze.onDidChange(update));
    this.#store.add(this.other.onDidChange(update));
  }

  get state(): PresenceState {
    return this.#state;
  }

  /** The user's answer to whether Midfill is to work beside another provider. */
  async setWantedBesideOthers(isWanted: boolean): Promise<void> {
    await this.#parts.memory.update(wantedBesideOthers, isWanted);
    this.#update();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(): void {
    const state = this.#find();
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    this.#changed.fire(state);
  }

  #find(): PresenceState {
    const { settings, memory } = this.#parts;
    const { snooze, other } = this;
    if (!settings.current.enabled) return { kind: 'off' };
    if (snooze.until !== undefined) return { kind: 'snoozed', until: snooze.until };
    // Who has set up a model wants its suggestions; the embedded engine alone doesn't push in.
    const waits =
      other.name !== undefined && isEmbeddedOnly(settings.current) && !memory.get(wantedBesideOthers, false);
    return waits ? { kind: 'waiting', otherProvider: other.name } : { kind: 'on' };
  }
}

function isEmbeddedOnly({ provider, fallback }: Settings): boolean {
  return provider === 'embedded' && fallback.every((id) => id === 'embedded');
}
