import { CircuitBreaker } from './circuit-breaker.ts';
import { Health } from './health.ts';
import { LocalQueue } from './local-queue.ts';
import { RequestRate } from './request-rate.ts';

/** What this window knows of a provider. */
export interface ProviderRecord {
  readonly breaker: CircuitBreaker;
  readonly queue: LocalQueue;
  /** Begins anew with another model or server. */
  health: Health;
  /** Begins anew with another key too. */
  rate: RequestRate;
  activeRequests: number;
  /** Its last failure in its own words, until it answers again. */
  lastProblem: string | undefined;
}

export function createRecord(): ProviderRecord {
  return {
    breaker: new CircuitBreaker(),
    queue: new LocalQueue(),
    rate: new RequestRate(),
    health: new Health(),
    activeRequests: 0,
    lastProblem: undefined,
  };
}
