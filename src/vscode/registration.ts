import * as vscode from 'vscode';
import { type Disposable, DisposableSlot } from '../base/disposable.ts';
import type { RefreshPlace } from '../core/host.ts';
import { toUri } from './convert.ts';
import { codeSchemes } from './schemes.ts';

/** The extension's id as `providerId` wants it: any provider of ours. */
const ownProviders = 'midfill.midfill:*';

const selector = codeSchemes.map((scheme) => ({ scheme }));

/** The place that Midfill's provider has in VS Code: taken or not, and renewed to have VS Code ask again. */
export class ProviderRegistration implements Disposable {
  readonly #current = new DisposableSlot<vscode.Disposable>();
  readonly #createProvider: () => vscode.InlineCompletionItemProvider;

  constructor(createProvider: () => vscode.InlineCompletionItemProvider) {
    this.#createProvider = createProvider;
  }

  get isRegistered(): boolean {
    return this.#current.value !== undefined;
  }

  set isRegistered(isWanted: boolean) {
    if (isWanted === this.isRegistered) return;
    if (isWanted) this.#renew();
    else this.#current.clear();
  }

  /**
   * Has VS Code ask again where it already has an answer, and replace what it shows in one step. It asks only providers
   * that its last request didn't know, hence the new object. Does nothing once the user has moved on.
   */
  refresh(place: RefreshPlace): void {
    if (!this.isRegistered || !isStillThere(place)) return;
    this.#renew();
    void vscode.commands.executeCommand('editor.action.inlineSuggest.trigger', {
      // As if the user had asked, it would keep what is shown on top; where nothing is, it only asks 50 ms sooner.
      explicit: place.isEmpty,
      providerId: ownProviders,
    });
  }

  dispose(): void {
    this.#current.dispose();
  }

  /** The new one first: without any provider for a moment, VS Code would drop what is on screen, and keys with it. */
  #renew(): void {
    this.#current.value = vscode.languages.registerInlineCompletionItemProvider(selector, this.#createProvider());
  }
}

function isStillThere({ uri, version, position }: RefreshPlace): boolean {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || toUri(editor.document.uri) !== uri || editor.document.version !== version) return false;
  const [selection, ...others] = editor.selections;
  return (
    others.length === 0 &&
    selection?.isEmpty === true &&
    selection.active.line === position.line &&
    selection.active.character === position.character
  );
}
