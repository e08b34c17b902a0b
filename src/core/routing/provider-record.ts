import { CircuitBreaker } from './circuit-breaker.ts';
import { Health } from './health.ts';

/** What this window knows of a provider. */
export interface ProviderRecord {
  readonly breaker: CircuitBreaker;
  /** Begins anew with another model or server. */
  health: Health;
  activeRequests: number;
  /** Its last failure in its own words, until it answers again. */
  lastProblem: string | undefined;
}

export function createRecord(): ProviderRecord {
  return { breaker: new CircuitBreaker(), health: new Health(), activeRequests: 0, lastProblem: undefined };
}
