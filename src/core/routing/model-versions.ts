import { Emitter } from '../../base/emitter.ts';
import type { Storage } from '../host.ts';
import type { ProviderId } from '../providers/provider.ts';

const sharedName = 'model-versions';

export interface ModelUpdate {
  readonly provider: ProviderId;
  readonly before: string;
  readonly after: string;
}

/** Remembers what each service named what it ran, in all windows, and notices when that changes. */
export class ModelVersions {
  readonly #storage: Storage;
  readonly #updated = new Emitter<ModelUpdate>();
  readonly #known = new Map<string, string>();
  readonly onDidUpdate = this.#updated.event;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** What the service last named it in this window; undefined before its first answer. */
  current(provider: ProviderId, model: string): string | undefined {
    return this.#known.get(keyOf(provider, model));
  }

  /** A request for `model` was answered by what the service calls `version`. */
  async didAnswer(provider: ProviderId, model: string, version: string): Promise<void> {
    const key = keyOf(provider, model);
    if (this.#known.get(key) === version) return;
    this.#known.set(key, version);
    let before: string | undefined;
    try {
      await this.#storage.updateShared(sharedName, (text) => {
        const versions = parse(text);
        before = versions[key];
        return JSON.stringify({ ...versions, [key]: version });
      });
    } catch {
      // Another window has the lock; the next start notices.
      return;
    }
    if (before !== undefined && before !== version) this.#updated.fire({ provider, before, after: version });
  }
}

function keyOf(provider: ProviderId, model: string): string {
  return `${provider} ${model}`;
}

function parse(text: string | undefined): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, string>>) : {};
  } catch {
    return {};
  }
}
