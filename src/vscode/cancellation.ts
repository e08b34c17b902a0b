import type * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';

/** VS Code's token as the signal that the core takes. Dispose of it once the work has ended. */
export function toAbortSignal(token: vscode.CancellationToken): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const subscription = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, dispose: () => void subscription.dispose() };
}
