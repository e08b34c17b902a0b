import type { DocumentSnapshot } from '../document.ts';
import type { RouteQuery } from '../routing/route.ts';
import type { CompletionCall } from './api.ts';
import type { Candidate } from './candidate.ts';
import type { Debounce } from './debounce.ts';
import type { HeldCall } from './held-call.ts';
import type { TriggerReason } from './trigger-reason.ts';

/** One call, and what has become of it so far. */
export interface Visit {
  readonly call: CompletionCall;
  readonly document: DocumentSnapshot;
  readonly offset: number;
  readonly startedAt: number;
  readonly kind: 'automatic' | 'explicit' | 'refresh';
  /** The user asked for it; a refresh of such a call counts as the same. */
  readonly isByHand: boolean;
  reason: TriggerReason | undefined;
  debounce: Debounce | undefined;
  /** From the call to the request that it made. */
  requestMs: number | undefined;
  /** What of the debounce was left at the call. */
  waitMs: number | undefined;
  held: HeldCall | undefined;
  /** It waits for this stream, which was there before it. */
  joined: Candidate | undefined;
  /** What the editor was told to show; empty for nothing. */
  remainder: string;
  /** What is shown is the embedded engine's, until the model has spoken. */
  isDraft: boolean;
}

/** Who may answer is asked of a place with its file: what its rules keep on this machine needs no debounce. */
export function askingAt({ document, isByHand }: Visit): RouteQuery {
  return { uri: document.uri, languageId: document.languageId, isExplicit: isByHand };
}
