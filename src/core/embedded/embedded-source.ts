import type { EmbeddedAnswer, EmbeddedOutcome, EmbeddedQuery } from '../protocol.ts';

/** The embedded engine as the arbiter sees it: at the other end of a worker that may be gone for a while. */
export interface EmbeddedSource {
  /** Null where the engine has nothing, is busy starting, or has another version of the document. Never rejects. */
  complete(query: EmbeddedQuery): Promise<EmbeddedAnswer | null>;
  recordOutcome(outcome: EmbeddedOutcome): void;
}
