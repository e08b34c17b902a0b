import type { ContextSnippet } from '../core/prompt.ts';
import type { ProviderError } from '../core/providers/errors.ts';
import type { ProviderId, StreamEnd } from '../core/providers/provider.ts';

/** What `--json` prints of a completion. */
export interface CompletionReport {
  readonly provider: ProviderId;
  readonly model: string;
  readonly modelVersion: string | null;
  readonly text: string;
  readonly outcome: StreamEnd['reason'] | 'nothing' | 'failed';
  readonly confidence: number | null;
  readonly ttftMs: number | null;
  readonly totalMs: number;
  /** Whether the answer came without asking; on the console it never does. */
  readonly cacheHit: boolean;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cachedPromptTokens: number | null;
  readonly contextSources: readonly string[];
  readonly error?: {
    readonly kind: string;
    readonly status: number | null;
    readonly message: string;
    readonly isRetryable: boolean;
    readonly retryAfterMs: number | null;
  };
}

export function reportEnd(parts: {
  readonly provider: ProviderId;
  readonly model: string;
  readonly text: string;
  readonly end: StreamEnd;
  readonly snippets: readonly ContextSnippet[];
}): CompletionReport {
  const { provider, model, text, end, snippets } = parts;
  return {
    provider,
    model,
    modelVersion: end.modelVersion ?? null,
    text,
    outcome: end.reason,
    confidence: end.confidence ?? null,
    ttftMs: round(end.ttftMs),
    totalMs: round(end.totalMs) ?? 0,
    cacheHit: false,
    promptTokens: end.usage?.promptTokens ?? null,
    completionTokens: end.usage?.completionTokens ?? null,
    cachedPromptTokens: end.usage?.cachedPromptTokens ?? null,
    contextSources: snippets.map(({ label }) => label),
  };
}

export function reportFailure(
  provider: ProviderId,
  model: string,
  error: ProviderError,
  totalMs: number,
): CompletionReport {
  const { kind, status = null, message, isRetryable, retryAfterMs = null } = error;
  return {
    ...reportEnd({ provider, model, text: '', end: { reason: 'stop', totalMs }, snippets: [] }),
    outcome: 'failed',
    error: { kind, status, message, isRetryable, retryAfterMs },
  };
}

/** Tenths of a millisecond: what is finer is noise. */
function round(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.round(milliseconds * 10) / 10;
}
