import type { DebounceReason, TriggerReason } from './trigger-reason.ts';

export interface DebounceFacts {
  readonly reason: TriggerReason;
  /** Decaying mean of the time between keys. */
  readonly gapMs: number;
  readonly expectedTtftMs: number;
  /** Suggestions in a row that the user has typed over before having typed any of them. */
  readonly ignoredHere: number;
  /** Requests that may still be made in the next minute. */
  readonly requestsLeft: number;
  /** Times the usual wait, by how often suggestions were right in this language. */
  readonly learnedFactor: number;
  readonly bounds: { readonly minMs: number; readonly maxMs: number };
}

export interface Debounce {
  readonly ms: number;
  readonly reason: DebounceReason;
}

/** Below this many requests a minute each one has to count. */
const scarceRequests = 10;

/**
 * How long to wait before a request. Nothing where the place itself says that typing has paused (a fresh line, an
 * explicit request); in running typing the least that the user allows, since a stream is joined by whoever types what
 * it says; more where suggestions were just typed over, because the next character may well contradict the next one
 * too, and as requests run out.
 */
export function debounceFor(facts: DebounceFacts): Debounce {
  const { bounds, reason } = facts;
  switch (reason) {
    case 'explicit':
      return { ms: 0, reason: 'none' };
    case 'fresh-line':
    case 'line-start':
    case 'after-bracket':
    case 'after-accept':
      if (facts.requestsLeft > scarceRequests) return { ms: 0, reason: 'fresh-line' };
      break;
    case 'member-access':
    case 'typing':
    case 'widget-selection':
      break;
  }
  if (facts.requestsLeft <= scarceRequests) return { ms: bounds.maxMs, reason: 'budget' };
  if (facts.ignoredHere > 1) {
    // Its answers were typed over as soon as they came: wait until a key that comes in rhythm has come.
    const waits = facts.gapMs * Math.min(1.5, 0.5 * facts.ignoredHere);
    return { ...clamped(waits, bounds), reason: 'ignored-here' };
  }
  // A slow model's answer can't come between two keys anyway: wait for the gap to end, no longer than it costs.
  const usual = Math.min(facts.gapMs * 0.5, facts.expectedTtftMs * 0.5);
  const waits = Math.max(bounds.minMs, usual) * facts.learnedFactor;
  const isBound = Math.min(usual, waits) < bounds.minMs || waits > bounds.maxMs;
  return { ...clamped(waits, bounds), reason: isBound ? 'bounds' : 'rhythm' };
}

function clamped(ms: number, { minMs, maxMs }: DebounceFacts['bounds']): { readonly ms: number } {
  return { ms: Math.round(Math.min(maxMs, Math.max(minMs, ms))) };
}
