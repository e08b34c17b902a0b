import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { HttpRequest, HttpResponse, Transport } from '../core/host.ts';
import { type NodeTransport, createTransport } from '../node/transport/transport.ts';
import { readTransportOptions } from './transport-options.ts';

/** The way to the network by the editor's settings for it. They are read, and all of it made, at its first use. */
export class EditorTransport implements Transport, Disposable {
  readonly #store = new DisposableStore();
  #made: NodeTransport | undefined;

  constructor() {
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('http')) this.#made?.configure(readTransportOptions());
      }),
    );
    this.#store.add({ dispose: () => this.#made?.dispose() });
  }

  /** Loads what the first request would have to wait for. */
  async load(): Promise<void> {
    await this.#transport().load();
  }

  prewarm(url: string): void {
    this.#transport().prewarm(url);
  }

  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    return this.#transport().send(request, signal);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #transport(): NodeTransport {
    return (this.#made ??= createTransport(readTransportOptions()));
  }
}
