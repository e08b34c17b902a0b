import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Secrets } from '../core/host.ts';

/** Keys in VS Code's secret storage, which the system's keychain guards. */
export class EditorSecrets implements Secrets, Disposable {
  readonly #storage: vscode.SecretStorage;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<string>());
  readonly onDidChange = this.#changed.event;

  constructor(storage: vscode.SecretStorage) {
    this.#storage = storage;
    this.#store.add(storage.onDidChange(({ key }) => this.#changed.fire(key)));
  }

  async get(name: string): Promise<string | undefined> {
    return this.#storage.get(name);
  }

  async set(name: string, value: string): Promise<void> {
    await this.#storage.store(name, value);
  }

  async delete(name: string): Promise<void> {
    await this.#storage.delete(name);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
