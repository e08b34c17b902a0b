import type { Host } from '../host.ts';
import type { PromptDraft } from '../prompt.ts';
import type { CompletionProvider, StreamEnd } from '../providers/provider.ts';
import type { RoutedRequest, Router } from '../routing/route.ts';
import type { FinishedRequest } from './finished-request.ts';

/** A request as it ended, with the length of the prompt that it asked with. */
export type ObservedRequest = FinishedRequest & { readonly promptCharacters: number };

/** Tells how each request to a model ended. */
export function observeRequests(
  router: Router,
  host: Pick<Host, 'randomId'>,
  onDidFinish: (request: ObservedRequest) => void,
): Router {
  return {
    route: (asking) => router.route(asking),
    prepare: (document) => router.prepare(document),
    async *complete(request, signal) {
      let asked: CompletionProvider | undefined;
      let received = 0;
      let promptCharacters = 0;
      let end: StreamEnd | undefined;
      const finish = (reason: FinishedRequest['reason']): void => {
        if (asked !== undefined) {
          const requestId = host.randomId();
          onDidFinish({
            ...finished({ requestId, request, provider: asked, reason, received, end }),
            promptCharacters,
          });
        }
        asked = undefined;
        end = undefined;
        received = 0;
      };
      try {
        const promptFor = async (provider: CompletionProvider): Promise<PromptDraft> => {
          const draft = await request.promptFor(provider);
          promptCharacters = lengthOf(draft);
          return draft;
        };
        for await (const part of router.complete({ ...request, promptFor }, signal)) {
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
  readonly requestId: string;
  readonly request: RoutedRequest;
  readonly provider: CompletionProvider;
  readonly reason: FinishedRequest['reason'];
  readonly received: number;
  readonly end: StreamEnd | undefined;
}): FinishedRequest {
  const { request, provider, end, received } = parts;
  return {
    requestId: parts.requestId,
    provider: provider.id,
    model: provider.model,
    modelVersion: end?.modelVersion,
    languageId: request.languageId,
    reason: parts.reason,
    usage: end?.usage,
    ttftMs: end?.ttftMs,
    receivedCharacters: received,
  };
}

function lengthOf({ prefix, suffix, snippets }: PromptDraft): number {
  return prefix.length + suffix.length + snippets.reduce((sum, { text }) => sum + text.length, 0);
}
