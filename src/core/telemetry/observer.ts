import type { DocumentSnapshot, Uri } from '../document.ts';
import type { ContextSourceKind } from '../prompt.ts';
import type { ProviderId, TokenUsage } from '../providers/provider.ts';

/** What is on screen now, as far as the arbiter knows. The same `id` again with a longer text has grown in place. */
export interface ShownSuggestion {
  readonly id: string;
  /** Of the model request that made it; the suggestion's own id where there was none. */
  readonly requestId: string;
  readonly uri: Uri;
  readonly document: DocumentSnapshot;
  /** The cursor's. */
  readonly offset: number;
  /** What the user has not typed yet. */
  readonly remainder: string;
  readonly languageId: string;
  readonly provider: ProviderId;
  readonly modelVersion: string;
  readonly origin: 'state' | 'cache' | 'joined' | 'fresh' | 'draft';
  readonly contextSources: readonly ContextSourceKind[];
  readonly ttftMs: number | undefined;
}

/** How a request to a model ended, for cost and waste. */
export interface FinishedRequest {
  readonly requestId: string;
  readonly provider: ProviderId;
  readonly model: string;
  readonly modelVersion: string | undefined;
  readonly languageId: string;
  readonly reason: 'stop' | 'length' | 'truncated' | 'cancelled' | 'failed';
  readonly usage: TokenUsage | undefined;
  readonly ttftMs: number | undefined;
  /** Estimated where the service gave no usage. */
  readonly receivedCharacters: number;
  readonly shownCharacters: number;
}

/** What the arbiter tells as it happens. Document changes need not be told: the lifecycle follows them by itself. */
export interface SuggestionObserver {
  didShow(shown: ShownSuggestion): void;
  didAccept(id: string): void;
  didDismiss(): void;
  didAcceptWord(): void;
  didLeave(): void;
  didFinishRequest(request: FinishedRequest): void;
}
