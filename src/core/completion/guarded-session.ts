import type { Watchdog } from '../supervision/watchdog.ts';
import type { CompletionAnswer, CompletionSession } from './api.ts';

/** A session whose faults end with the watchdog: the editor gets an answer, whatever happens. */
export function guardSession(session: CompletionSession, watchdog: Watchdog): CompletionSession {
  const nothing = (): CompletionAnswer => ({
    suggestions: [],
    outcome: { kind: 'failed', error: 'internal', isRetryable: true },
  });
  const tell = (run: () => void): void => watchdog.guard('completion', run, () => {});
  return {
    provide: (call, signal) =>
      watchdog.guard<ReturnType<CompletionSession['provide']>>(
        'completion',
        () => {
          const answer = session.provide(call, signal);
          return answer instanceof Promise ? watchdog.guardLater('completion', () => answer, nothing) : answer;
        },
        nothing,
      ),
    didAccept: (id) => tell(() => session.didAccept(id)),
    didDismiss: () => tell(() => session.didDismiss()),
    didAcceptWord: () => tell(() => session.didAcceptWord()),
    didLeave: () => tell(() => session.didLeave()),
  };
}
