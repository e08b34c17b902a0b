import * as vscode from 'vscode';
import { type Disposable, DisposableSlot, DisposableStore } from '../base/disposable.ts';
import type { Clock } from '../core/host.ts';
import type { Engine } from '../core/engine.ts';
import type { Presence } from './presence.ts';
import { type Situation, formatTime } from './situation.ts';
import { StatusBar } from './status-bar.ts';
import { statusView } from './status-view.ts';

/** Changes that come together make one update. */
const settleMs = 150;
/** Shorter requests come and go unnoticed: an icon that moves with each key would draw the eye. */
const busyAfterMs = 1500;

/** Shows an item in the status bar, and keeps it true. */
export function keepStatus(parts: {
  readonly midfill: Pick<Engine, 'router' | 'decisions' | 'consent' | 'watchdog'>;
  readonly situation: Situation;
  readonly presence: Presence;
  readonly clock: Clock;
}): Disposable {
  const { midfill, situation, presence, clock } = parts;
  const { router, decisions, consent, watchdog } = midfill;
  const store = new DisposableStore();
  const bar = store.add(new StatusBar());
  const timer = store.add(new DisposableSlot<Disposable>());
  let askingSince: number | undefined;
  const show = (): void => {
    timer.clear();
    const isAsking = router.status().some(({ activeRequests }) => activeRequests > 0);
    askingSince = isAsking ? (askingSince ?? clock.monotonicMs()) : undefined;
    const isBusy = askingSince !== undefined && clock.monotonicMs() - askingSince >= busyAfterMs;
    bar.show(statusView(situation.status(isBusy), formatTime));
    const isLoading = router.status().some(({ memory }) => memory?.loadingForMs !== undefined);
    if (isLoading) timer.value = clock.setTimer(1000, show);
    else if (askingSince !== undefined && !isBusy) timer.value = clock.setTimer(busyAfterMs, show);
  };
  const update = (): void => {
    timer.value = clock.setTimer(settleMs, show);
  };
  store.add(router.onDidChange(update));
  store.add(decisions.onDidRecord(update));
  store.add(consent.onDidChange(update));
  store.add(watchdog.onDidChange(update));
  store.add(presence.onDidChange(update));
  store.add(vscode.workspace.onDidChangeConfiguration(update));
  store.add(vscode.window.onDidChangeActiveTextEditor(update));
  store.add(vscode.window.onDidChangeTextEditorSelection(update));
  update();
  return store;
}
