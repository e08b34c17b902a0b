import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';

/** Each shows ghost text by itself once it runs, whoever is signed in. */
const otherExtensions: readonly { readonly id: string; readonly name: string }[] = [
  { id: 'codeium.codeium', name: 'Windsurf' },
  { id: 'continue.continue', name: 'Continue' },
  { id: 'ggml-org.llama-vscode', name: 'llama.vscode' },
  { id: 'sourcegraph.cody-ai', name: 'Cody' },
  { id: 'supermaven.supermaven', name: 'Supermaven' },
  { id: 'tabbyml.vscode-tabby', name: 'Tabby' },
  { id: 'tabnine.tabnine-vscode', name: 'Tabnine' },
];

const copilotExtensions = ['github.copilot', 'github.copilot-chat'];

const watchedSettings = ['chat.disableAIFeatures', 'github.copilot'];

/**
 * Whether another inline provider is at work here. Copilot comes with VS Code, so being installed says nothing: it
 * counts where its extension is active, a GitHub account is signed in (asked silently), and AI features are on.
 */
export class OtherProvider implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  #name: string | undefined;
  #newest: Promise<void> = Promise.resolve();
  readonly onDidChange = this.#changed.event;

  constructor() {
    const look = (): void => void this.look();
    this.#store.add(vscode.extensions.onDidChange(look));
    this.#store.add(vscode.authentication.onDidChangeSessions(look));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (watchedSettings.some((setting) => event.affectsConfiguration(setting))) look();
      }),
    );
  }

  /** How people call it; undefined where there is none. */
  get name(): string | undefined {
    return this.#name;
  }

  /** Who is signed in may take long to say, and what was asked later be known before: the newest look counts. */
  look(): Promise<void> {
    const look: Promise<void> = nameOfOther().then((name) => {
      if (look !== this.#newest) return this.#newest;
      if (name === this.#name) return undefined;
      this.#name = name;
      this.#changed.fire();
      return undefined;
    });
    this.#newest = look;
    return look;
  }

  dispose(): void {
    this.#store.dispose();
  }
}

async function nameOfOther(): Promise<string | undefined> {
  return (await isCopilotAtWork()) ? 'GitHub Copilot' : otherExtensions.find(({ id }) => isActive(id))?.name;
}

async function isCopilotAtWork(): Promise<boolean> {
  if (!copilotExtensions.some(isActive)) return false;
  if (vscode.workspace.getConfiguration('chat').get('disableAIFeatures') === true) return false;
  const isOnFor = vscode.workspace.getConfiguration('github.copilot').get<Record<string, boolean>>('enable');
  if (isOnFor?.['*'] === false && !Object.values(isOnFor).includes(true)) return false;
  try {
    return (await vscode.authentication.getAccounts('github')).length > 0;
  } catch {
    // There is no GitHub sign-in in this editor.
    return false;
  }
}

function isActive(id: string): boolean {
  return vscode.extensions.getExtension(id)?.isActive === true;
}
