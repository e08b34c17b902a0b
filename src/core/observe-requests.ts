import type { Host } from './host.ts';
import type { CompletionProvider, StreamEnd } from './providers/provider.ts';
import type { RoutedRequest, Router } from './routing/route.ts';
import type { FinishedRequest, SuggestionObserver } from './telemetry/observer.ts';

/** Tells an observer how each request to a model ended. */
export function observeRequests(
  router: Router,
  observer: Pick<SuggestionObserver, 'didFinishRequest'>,
  host: Pick<Host, 'randomId'>,
): Router {
  return {
    route: (languageId, isExplicit) => router.route(languageId, isExplicit),
    prepare: () => router.prepare(),
    async *complete(request, signal) {
      let asked: CompletionProvider | undefined;
      let received = 0;
      let end: StreamEnd | undefined;
      const finish = (reason: FinishedRequest['reason']): void => {
        if (asked !== undefined) {
          observer.didFinishRequest(finished({ id: host.randomId(), request, provider: asked, reason, received, end }));
        }
        asked = undefined;
        end = undefined;
        received = 0;
      };
      try {
        for await (const part of router.complete(request, signal)) {
          if (part.kind === 'asked') {
            finish('failed');
            asked = part.provider;
          } else if (part.kind === 'text') received += part.text.length;
          else end = part.end;
          yield part;
        }
        finish(end?.reason ?? 'cancelled');
      } catch (error) {
        finish('failed');
        throw error;
      } finally {
        finish('cancelled');
      }
    },
  };
}

function finished(parts: {
  readonly id: string;
  readonly request: RoutedRequest;
  readonly provider: CompletionProvider;
  readonly reason: FinishedRequest['reason'];
  readonly received: number;
  readonly end: StreamEnd | undefined;
}): FinishedRequest {
  const { request, provider, end, received } = parts;
  return {
    requestId: parts.id,
    provider: provider.id,
    model: provider.model,
    modelVersion: end?.modelVersion,
    languageId: request.languageId,
    reason: parts.reason,
    usage: end?.usage,
    ttftMs: end?.ttftMs,
    receivedCharacters: received,
    // What of it is shown is known only later; it counts as shown here, and the lifecycle tells the rest.
    shownCharacters: received,
  };
}
