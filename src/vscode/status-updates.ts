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

/** Clocks are set anew, and machines sleep. */
const longestWaitMs = 60_000;

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
    const delayMs = nextLookMs(askingSince !== undefined && !isBusy);
    if (delayMs !== undefined) timer.value = clock.setTimer(delayMs, show);
  };
  /** When what is shown is no longer true by itself; undefined where only an event changes it. */
  const nextLookMs = (isSoonBusy: boolean): number | undefined => {
    const status = router.status();
    if (status.some(({ memory }) => memory?.loadingForMs !== undefined)) return 1000;
    const pauses = status.flatMap(({ obstacle }) =>
      obstacle?.until === undefined ? [] : obstacle.until - clock.now(),
    );
    const waits = [...pauses, ...(isSoonBusy ? [busyAfterMs] : [])];
    return waits.length === 0 ? undefined : Math.min(longestWaitMs, Math.max(0, Math.min(...waits)));
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
  // Another window may have heard more meanwhile.
  store.add(vscode.window.onDidChangeWindowState(update));
  store.add(vscode.window.onDidChangeTextEditorSelection(update));
  update();
  return store;
}
