import * as vscode from 'vscode';
import { type Disposable, DisposableSlot, DisposableStore } from '../base/disposable.ts';
import type { Clock } from '../core/host.ts';
import type { Engine } from '../core/engine.ts';
import type { ProviderStatus } from '../core/routing/router.ts';
import type { Presence } from './presence.ts';
import { type Situation, formatTime } from './situation.ts';
import type { StatusBar } from './status-bar.ts';
import { statusView } from './status-view.ts';

/** Changes that come together make one update. */
const settleMs = 150;
/** Shorter requests come and go unnoticed: an icon that moves with each key would draw the eye. */
const busyAfterMs = 1500;

/** Clocks are set anew, and machines sleep. */
const longestWaitMs = 60_000;
const longestRulesWaitMs = 5000;

/** Keeps the status bar true. */
export function keepStatus(parts: {
  readonly bar: Pick<StatusBar, 'show'>;
  readonly midfill: {
    readonly router: Pick<Engine['router'], 'status' | 'onDidChange'>;
    readonly decisions: Pick<Engine['decisions'], 'onDidRecord'>;
    readonly consent: Pick<Engine['consent'], 'onDidChange'>;
    readonly watchdog: Pick<Engine['watchdog'], 'onDidChange'>;
  };
  readonly situation: Pick<Situation, 'status'>;
  readonly presence: Pick<Presence, 'onDidChange'>;
  readonly clock: Clock;
}): Disposable {
  const { bar, midfill, situation, presence, clock } = parts;
  const { router, decisions, consent, watchdog } = midfill;
  const store = new DisposableStore();
  const timer = store.add(new DisposableSlot<Disposable>());
  let askingSince: number | undefined;
  let isDue = false;
  let rulesLooks = 0;
  const show = (): void => {
    timer.clear();
    isDue = false;
    const isAsking = router.status().some(({ activeRequests }) => activeRequests > 0);
    askingSince = isAsking ? (askingSince ?? clock.monotonicMs()) : undefined;
    const isBusy = askingSince !== undefined && clock.monotonicMs() - askingSince >= busyAfterMs;
    const facts = situation.status(isBusy);
    bar.show(statusView(facts, formatTime));
    const delayMs = nextLookMs(facts.providers, askingSince !== undefined && !isBusy);
    if (delayMs !== undefined) timer.value = clock.setTimer(delayMs, show);
  };
  /** When what is shown is no longer true by itself; undefined where only an event changes it. */
  const nextLookMs = (here: readonly ProviderStatus[], isSoonBusy: boolean): number | undefined => {
    // A file's rules are read in a moment, and nobody tells when. Where they can't be read, that may last.
    const isLoading = here.some(({ obstacle }) => obstacle?.reason === 'rules-loading');
    rulesLooks = isLoading ? rulesLooks + 1 : 0;
    if (isLoading) return Math.min(longestRulesWaitMs, settleMs * 2 ** (rulesLooks - 1));
    const status = router.status();
    if (status.some(({ memory }) => memory?.loadingForMs !== undefined)) return 1000;
    const pauses = status.flatMap(({ obstacle }) =>
      obstacle?.until === undefined ? [] : obstacle.until - clock.now(),
    );
    const waits = [...pauses, ...(isSoonBusy ? [busyAfterMs] : [])];
    return waits.length === 0 ? undefined : Math.min(longestWaitMs, Math.max(0, Math.min(...waits)));
  };
  const update = (): void => {
    // Not put off by what comes next: while one types, something comes with each key.
    if (isDue) return;
    isDue = true;
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
