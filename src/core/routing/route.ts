import type { DocumentSnapshot, Uri } from '../document.ts';
import type { PromptDraft } from '../prompt.ts';
import type { RefusalReason } from '../privacy/sendable-prompt.ts';
import type { ProviderErrorKind } from '../providers/errors.ts';
import type { CompletionProvider, ProviderId, StreamPart } from '../providers/provider.ts';

/** Why no model is asked now. */
export type NoRouteReason =
  | ProviderErrorKind
  | RefusalReason
  | 'not-configured'
  | 'paused-by-budget'
  | 'licence'
  /** By this user's own rejections; a request by hand still asks. */
  | 'held-back-language'
  | 'loading'
  /** Another model that may be asked is faster, or was made for the language. */
  | 'slow'
  | 'weak-language';

/** What keeps a provider from being asked; `until` in milliseconds since 1970, where a time is known. */
export interface Obstacle {
  readonly reason: NoRouteReason;
  readonly until?: number;
}

/** What a request is for, as far as it decides who may be asked. */
export interface RouteQuery {
  readonly languageId: string;
  readonly isExplicit: boolean;
  /** Where it is known, its file's own rules count too: a repository may keep everything on this machine. */
  readonly uri?: Uri | undefined;
}

/** Who would answer now, and what to expect of it. */
export type Route =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'model';
      readonly provider: ProviderId;
      readonly model: string;
      readonly locality: 'local' | 'hosted';
      /** A decaying mean of what was measured; a guess by locality before. */
      readonly expectedTtftMs: number;
      /** How many requests of one document it takes at once: one for a local server with one slot. */
      readonly concurrency: number;
      /** Requests that may still be made in the next minute without hitting a limit; Infinity where none is known. */
      readonly requestsLeft: number;
    }
  | { readonly kind: 'none'; readonly reason: NoRouteReason };

export interface RoutedRequest extends RouteQuery {
  /** Called once for each provider that is tried: windows and rendering differ. */
  promptFor(provider: CompletionProvider): PromptDraft | Promise<PromptDraft>;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  readonly cacheKey: string;
}

/** `asked` comes once for each provider that is tried, as the request goes out. */
export type RoutedPart = { readonly kind: 'asked'; readonly provider: CompletionProvider } | StreamPart;

export interface Router {
  route(asking: RouteQuery): Route;
  /**
   * Streams from the first provider of the chain that answers. Falls to the next only before the first text. Once the
   * chain is used up, throws a `ProviderError`; a {@link Refusal} where the privacy gate let nothing through; or
   * {@link NobodyToAsk}.
   */
  complete(request: RoutedRequest, signal: AbortSignal): AsyncIterable<RoutedPart>;
  /** The document has the focus: open connections, load models. */
  prepare(document: Pick<DocumentSnapshot, 'uri' | 'languageId'>): void;
}

/** The privacy gate's no, as it travels through the router. Told apart by `kind`. */
export class Refusal extends Error {
  readonly kind = 'refusal';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(`The privacy gate refused: ${reason}.`);
    this.reason = reason;
  }
}

/** A request was due, and meanwhile nobody was left who may be asked. Told apart by `kind`. */
export class NobodyToAsk extends Error {
  readonly kind = 'nobody-to-ask';
  /** What keeps the user's first choice. */
  readonly reason: NoRouteReason;

  constructor(reason: NoRouteReason) {
    super(`No provider may be asked: ${reason}.`);
    this.reason = reason;
  }
}

export function wasNotAsked(error: unknown): error is Refusal | NobodyToAsk {
  if (typeof error !== 'object' || error === null || !('kind' in error)) return false;
  return error.kind === 'refusal' || error.kind === 'nobody-to-ask';
}
