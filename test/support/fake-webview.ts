import { Emitter } from '../../src/base/emitter.ts';

export const ViewColumn = { Active: -1 } as const;

/** A panel with a page, which the user looks at, or has the focus in, as tests say. */
export class FakeWebviewPanel {
  visible = true;
  active = true;
  /** How often the page was written. */
  writes = 0;
  readonly #stateChanged = new Emitter<void>();
  readonly #messages = new Emitter<unknown>();
  readonly #disposed = new Emitter<void>();
  readonly onDidChangeViewState = this.#stateChanged.event;
  readonly onDidDispose = this.#disposed.event;
  readonly webview: { readonly onDidReceiveMessage: Emitter<unknown>['event']; html: string };

  constructor() {
    const didWrite = (): void => void (this.writes += 1);
    this.webview = Object.defineProperty({ onDidReceiveMessage: this.#messages.event, html: '' }, 'html', {
      set: didWrite,
    });
  }

  reveal(): void {
    this.become({ visible: true, active: true });
  }

  become(state: { readonly visible: boolean; readonly active: boolean }): void {
    Object.assign(this, state);
    this.#stateChanged.fire();
  }

  dispose(): void {
    this.#disposed.fire();
  }
}
