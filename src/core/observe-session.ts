import type { CompletionAnswer, CompletionCall, CompletionSession } from './completion/api.ts';
import type { ProviderId } from './providers/provider.ts';
import type { SuggestionObserver } from './telemetry/observer.ts';

/** Tells an observer what a session shows and what becomes of it. */
export function observeSession(
  session: CompletionSession,
  observer: SuggestionObserver,
  modelOf: (provider: ProviderId) => string,
): CompletionSession {
  const observe = (call: CompletionCall, answer: CompletionAnswer): CompletionAnswer => {
    const [shown] = answer.suggestions;
    if (shown !== undefined && answer.outcome.kind === 'shown') {
      observer.didShow({
        id: shown.id,
        requestId: shown.id,
        uri: call.document.uri,
        document: call.document,
        offset: call.document.offsetAt(call.position),
        remainder: shown.remainder,
        languageId: call.document.languageId,
        provider: shown.provider,
        modelVersion: modelOf(shown.provider),
        origin: answer.outcome.from,
        contextSources: [],
        ttftMs: undefined,
      });
    }
    return answer;
  };
  return {
    provide: (call, signal) => {
      const answer = session.provide(call, signal);
      if (!(answer instanceof Promise)) return observe(call, answer);
      // An answer that was called off meanwhile is never shown.
      return answer.then((late) => (signal.aborted ? late : observe(call, late)));
    },
    didAccept: (id) => {
      session.didAccept(id);
      observer.didAccept(id);
    },
    didDismiss: () => {
      session.didDismiss();
      observer.didDismiss();
    },
    didAcceptWord: () => {
      session.didAcceptWord();
      observer.didAcceptWord();
    },
    didLeave: () => {
      session.didLeave();
      observer.didLeave();
    },
  };
}
