import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type Event, Emitter } from '../../base/emitter.ts';
import type { Host } from '../host.ts';
import { type Settings, differs } from '../settings.ts';
import { type ServiceId, serviceFacts } from './capabilities.ts';
import type { CompletionProvider, ProviderId } from './provider.ts';
import { type NotConfigured, createProvider, settingNames } from './registry.ts';

/** The settings of the moment, and when they change. */
export interface SettingsSource {
  readonly current: Settings;
  readonly onDidChange: Event<Settings>;
}

/** Each service's provider, made when it is first needed and anew when its settings or its key change. */
export class ProviderSet implements Disposable {
  readonly #host: Host;
  readonly #settings: SettingsSource;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<{ readonly id: ServiceId; readonly what: 'key' | 'settings' }>());
  readonly #made = new Map<ServiceId, CompletionProvider | NotConfigured>();
  readonly #keys = new Map<ServiceId, string>();
  #before: Settings;
  readonly onDidChange = this.#changed.event;

  constructor(parts: { readonly host: Host; readonly settings: SettingsSource }) {
    this.#host = parts.host;
    this.#settings = parts.settings;
    this.#before = parts.settings.current;
    this.#store.add(parts.settings.onDidChange((settings) => this.#didChangeSettings(settings)));
    this.#store.add(parts.host.secrets.onDidChange((name) => void this.#didChangeSecret(name)));
  }

  /** Until then services that need one count as not set up; again where they may have changed unheard. */
  async readKeys(): Promise<void> {
    await Promise.all(services().map((id) => this.#readKey(id)));
  }

  get(id: ProviderId): CompletionProvider | NotConfigured {
    if (id === 'embedded') {
      return { kind: 'not-configured', reason: 'model', message: 'The embedded engine is no service.' };
    }
    const known = this.#made.get(id);
    if (known !== undefined) return known;
    const made = createProvider(this.#host, id, this.#settings.current, { key: this.#keys.get(id) });
    this.#made.set(id, made);
    return made;
  }

  hasKey(id: ServiceId): boolean {
    return this.#keys.has(id);
  }

  dispose(): void {
    this.#store.dispose();
    this.#keys.clear();
    this.#made.clear();
  }

  #didChangeSettings(settings: Settings): void {
    for (const id of services()) {
      const setting = settingNames[id];
      if (differs(this.#before, settings, [`${setting}.baseUrl`, `${setting}.model`])) this.#forget(id, 'settings');
    }
    this.#before = settings;
  }

  async #didChangeSecret(name: string): Promise<void> {
    for (const id of services()) {
      if (serviceFacts[id].keyNames.includes(name)) await this.#readKey(id);
    }
  }

  async #readKey(id: ServiceId): Promise<void> {
    const before = this.#keys.get(id);
    let key: string | undefined;
    try {
      for (const name of serviceFacts[id].keyNames) key ||= await this.#host.secrets.get(name);
    } catch {
      this.#host.log.child('providers').warn('A key could not be read from secret storage.', { provider: id });
    }
    if (key === before) return;
    if (key === undefined || key === '') this.#keys.delete(id);
    else this.#keys.set(id, key);
    this.#forget(id, 'key');
  }

  #forget(id: ServiceId, what: 'key' | 'settings'): void {
    this.#made.delete(id);
    this.#changed.fire({ id, what });
  }
}

function services(): readonly ServiceId[] {
  return Object.keys(settingNames) as ServiceId[];
}
