import * as vscode from 'vscode';
import { type Disposable, DisposableSlot, DisposableStore } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import type { Clock } from '../core/host.ts';
import { type Situation, formatTime } from './situation.ts';
import type { StatusBar } from './status-bar.ts';
import { statusView } from './status-view.ts';

/** Changes that come together make one update. */
const settleMs = 150;
/** Shorter requests come and go unnoticed: an icon that moves with each key would draw the eye. */
const busyAfterMs = 1500;

/** Keeps the status bar's item true. */
export function keepStatus(parts: {
  readonly bar: StatusBar;
  readonly situation: Situation;
  readonly clock: Clock;
  readonly isAsking: () => boolean;
  readonly changes: readonly Event<unknown>[];
}): Disposable {
  const { bar, situation, clock, isAsking, changes } = parts;
  const store = new DisposableStore();
  const timer = store.add(new DisposableSlot<Disposable>());
  let askingSince: number | undefined;
  const show = (): void => {
    timer.clear();
    askingSince = isAsking() ? (askingSince ?? clock.monotonicMs()) : undefined;
    const isBusy = askingSince !== undefined && clock.monotonicMs() - askingSince >= busyAfterMs;
    bar.show(statusView(situation.status(isBusy), formatTime));
    if (askingSince !== undefined && !isBusy) timer.value = clock.setTimer(busyAfterMs, show);
  };
  const update = (): void => {
    timer.value = clock.setTimer(settleMs, show);
  };
  for (const change of changes) store.add(change(update));
  store.add(vscode.window.onDidChangeActiveTextEditor(update));
  store.add(vscode.window.onDidChangeTextEditorSelection(update));
  update();
  return store;
}
