import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type DashboardFacts, renderPage } from './page.ts';

export interface DashboardParts {
  readonly facts: () => Promise<DashboardFacts>;
  /** As JSON text, for the user to keep. */
  readonly exportStatistics: () => Promise<string>;
  /** What acceptance has taught. */
  readonly forget: () => Promise<void>;
  readonly newNonce: () => string;
  /** Something of its own accord, not a command's, went wrong: nobody waits for it. */
  readonly onFault: (error: unknown) => void;
}

const refreshMs = 5000;

/** The page with this machine's statistics: one panel, renewed while it is looked at. */
export class Dashboard implements Disposable {
  readonly #parts: DashboardParts;
  #panel: { readonly view: vscode.WebviewPanel; readonly store: DisposableStore } | undefined;

  constructor(parts: DashboardParts) {
    this.#parts = parts;
  }

  async show(): Promise<void> {
    this.#panel ??= this.#create();
    this.#panel.view.reveal();
    await this.refresh();
  }

  async refresh(isStillDue = (): boolean => true): Promise<void> {
    const panel = this.#panel;
    if (panel === undefined || !panel.view.visible) return;
    const facts = await this.#parts.facts();
    if (this.#panel !== panel || !isStillDue()) return;
    panel.view.webview.html = renderPage(facts, { nonce: this.#parts.newNonce() });
  }

  dispose(): void {
    this.#panel?.view.dispose();
  }

  async #export(): Promise<void> {
    const content = await this.#parts.exportStatistics();
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
  }

  #create(): { readonly view: vscode.WebviewPanel; readonly store: DisposableStore } {
    const view = vscode.window.createWebviewPanel('midfill.dashboard', 'Midfill', vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [],
    });
    const store = new DisposableStore();
    // Renewing the page would take its buttons from under the mouse and the focus off them: it happens only while the
    // user is elsewhere, and as the page comes back into view.
    const isElsewhere = (): boolean => !view.active;
    const timer = setInterval(() => {
      if (isElsewhere()) this.#beside(this.refresh(isElsewhere));
    }, refreshMs);
    store.add({ dispose: () => clearInterval(timer) });
    store.add(view.webview.onDidReceiveMessage((message: unknown) => this.#beside(this.#receive(message))));
    let wasVisible = true;
    store.add(
      view.onDidChangeViewState(() => {
        const isShownAgain = view.visible && !wasVisible;
        wasVisible = view.visible;
        if (isShownAgain) this.#beside(this.refresh());
      }),
    );
    store.add(
      view.onDidDispose(() => {
        this.#panel = undefined;
        store.dispose();
      }),
    );
    return { view, store };
  }

  #beside(running: Promise<void>): void {
    running.catch((error: unknown) => this.#parts.onFault(error));
  }

  async #receive(message: unknown): Promise<void> {
    const command = typeof message === 'object' && message !== null && 'command' in message ? message.command : '';
    switch (command) {
      case 'showWhatWouldBeSent':
        await vscode.commands.executeCommand('midfill.showWhatWouldBeSent');
        break;
      case 'reset':
        await vscode.commands.executeCommand('midfill.resetStatistics');
        await this.refresh();
        break;
      case 'forget':
        await this.#parts.forget();
        await this.refresh();
        break;
      case 'export':
        await this.#export();
        break;
      default:
    }
  }
}
