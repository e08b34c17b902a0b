import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';

const scheme = 'midfill-report';

/** Texts that Midfill shows to be read: they can't be edited and ask for no saving. */
export class ReportDocuments implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<vscode.Uri>());
  readonly #contents = new Map<string, string>();

  constructor() {
    this.#store.add(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri) => this.#contents.get(uri.path) ?? '',
      }),
    );
  }

  /** `name` ends as its language's files do. Showing the same name again replaces the text. */
  async show(name: string, content: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    this.#contents.set(uri.path, content);
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
