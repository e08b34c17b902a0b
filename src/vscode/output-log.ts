import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { Log } from '../core/host.ts';
import { createLog } from '../node/log.ts';
import { LogRing } from '../node/log-ring.ts';

/** As many as fit a bug report. */
const diagnosticLines = 400;

/** The "Midfill" output channel, and its last lines for "Copy Diagnostics". */
export class OutputLog implements Disposable {
  readonly #channel = vscode.window.createOutputChannel('Midfill', { log: true });
  readonly #ring = new LogRing(diagnosticLines);
  readonly log: Log = createLog((level, line) => {
    this.#channel[level](line);
    if (level !== 'trace') this.#ring.add(level, line);
  });

  show(): void {
    this.#channel.show(true);
  }

  recentLines(): readonly string[] {
    return this.#ring.lines();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
