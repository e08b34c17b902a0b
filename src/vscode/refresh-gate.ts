import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';

/** The first version whose trigger command takes a provider's id; those up to the newest were read, and don't change. */
const oldestMinor = 106;
/** The newest on which the tests in the real editor have passed. */
export const newestMinor = 139;

/** Whether VS Code may be had to ask again: on versions that are known to take it, and where nobody is disturbed. */
export class RefreshGate implements Disposable {
  readonly #isVersionKnown = canRefresh(vscode.version);
  readonly #subscription: vscode.Disposable;
  #isScreenReaderOn = isScreenReaderOn();

  constructor() {
    // Read once: it is asked for at each key.
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('editor.accessibilitySupport')) this.#isScreenReaderOn = isScreenReaderOn();
    });
  }

  get isOpen(): boolean {
    return this.#isVersionKnown && !this.#isScreenReaderOn;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Refreshing stands on how VS Code works inside, not on its API: what a later version does with it nobody knows. */
export function canRefresh(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major === 1 && minor !== undefined && minor >= oldestMinor && minor <= newestMinor;
}

/** Each trigger is announced to it. */
function isScreenReaderOn(): boolean {
  return vscode.workspace.getConfiguration('editor').get('accessibilitySupport') === 'on';
}
