import { Emitter } from '../../base/emitter.ts';
import type { Storage } from '../host.ts';
import type { ProviderId } from '../providers/provider.ts';
import { parseStored } from './shared-value.ts';

const sharedName = 'model-versions';
/** A service that is being updated answers by turns with the old version and the new one: neither is news again. */
const kept = 20;

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
    let isNew = false;
    try {
      await this.#storage.updateShared(sharedName, (text) => {
        const versions = parse(text);
        const seen = versions[key] ?? [];
        before = seen.at(-1);
        isNew = !seen.includes(version);
        return JSON.stringify({ ...versions, [key]: [...seen.filter((one) => one !== version), version].slice(-kept) });
      });
    } catch {
      // Another window has the lock; the next start notices.
      return;
    }
    if (before === undefined || !isNew) return;
    // The same model, now that its server could be asked for more than the name.
    if (version.startsWith(`${before}@`)) return;
    this.#updated.fire({ provider, before, after: version });
  }
}

function keyOf(provider: ProviderId, model: string): string {
  return `${provider} ${model}`;
}

/** By provider and model the versions that have answered, the newest last. */
function parse(text: string | undefined): Readonly<Record<string, readonly string[]>> {
  const value = parseStored(text);
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string[]] => Array.isArray(entry[1]));
  return Object.fromEntries(entries);
}
