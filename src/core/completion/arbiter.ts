import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { CompletionSession } from './api.ts';
import { DecisionLog } from './decision-log.ts';
import type { SessionPorts } from './ports.ts';
import { Session } from './session.ts';
import type { Event } from '../../base/emitter.ts';
import type { SuggestionEvent } from '../telemetry/suggestion-event.ts';

/** The session with what watches it. */
export interface Arbiter extends Disposable {
  readonly session: CompletionSession;
  readonly decisions: DecisionLog;
  /** What becomes of each suggestion. */
  readonly onDidHappen: Event<SuggestionEvent>;
  /** Shows nothing of its own accord for a while; 0 ends that. */
  snooze(durationMs: number): void;
  readonly snoozedForMs: number;
  /** Provider, model or key have changed: forgets what others said. */
  reset(): void;
}

/** Puts the arbiter together on its ports. */
export function createArbiter(ports: SessionPorts): Arbiter {
  const store = new DisposableStore();
  const decisions = store.add(new DecisionLog(ports.host.decisionSink));
  const session = store.add(new Session(ports, decisions));
  return {
    session,
    decisions,
    onDidHappen: session.lifecycle.onDidHappen,
    snooze: (durationMs) => session.snooze(durationMs),
    get snoozedForMs(): number {
      return session.snoozedForMs;
    },
    reset: () => session.reset(),
    dispose: () => store.dispose(),
  };
}
