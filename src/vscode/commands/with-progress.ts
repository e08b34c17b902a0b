import * as vscode from 'vscode';
import { isAbortError } from '../../base/abort.ts';
import { toAbortSignal } from '../cancellation.ts';

/** Shows that something takes time, and lets the user call it off; undefined where they did. */
export async function withProgress<T>(title: string, run: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_progress, token) => {
    const cancellation = toAbortSignal(token);
    try {
      const result = await run(cancellation.signal);
      return cancellation.signal.aborted ? undefined : result;
    } catch (error) {
      if (isAbortError(error)) return undefined;
      throw error;
    } finally {
      cancellation.dispose();
    }
  });
}
