import type { EmbeddedAnswer } from '../core/protocol.ts';
import type { ProviderError } from '../core/providers/errors.ts';
import type { CompletionProvider, ProviderId, StreamEnd } from '../core/providers/provider.ts';

/** What `--json` prints of a completion. */
export interface CompletionReport {
  readonly provider: ProviderId;
  readonly model: string;
  readonly modelVersion: string | null;
  /** As the service said it. */
  readonly text: string;
  /** What the editor would show of it; absent where no place was named. */
  readonly shown?: string;
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
  readonly provider: Pick<CompletionProvider, 'id' | 'model'>;
  readonly text: string;
  readonly shown?: string;
  readonly end: StreamEnd;
  readonly contextSources: readonly string[];
}): CompletionReport {
  const { provider, text, shown, end, contextSources } = parts;
  return {
    provider: provider.id,
    model: provider.model,
    modelVersion: end.modelVersion ?? null,
    text,
    ...(shown !== undefined && { shown }),
    outcome: end.reason,
    confidence: end.confidence ?? null,
    ttftMs: end.ttftMs === undefined ? null : round(end.ttftMs),
    totalMs: round(end.totalMs),
    cacheHit: false,
    promptTokens: end.usage?.promptTokens ?? null,
    completionTokens: end.usage?.completionTokens ?? null,
    cachedPromptTokens: end.usage?.cachedPromptTokens ?? null,
    contextSources,
  };
}

/** The embedded engine gives all of its text at once, or none. */
export function reportEmbedded(answer: EmbeddedAnswer | null, totalMs: number): CompletionReport {
  const end: StreamEnd = {
    reason: 'stop',
    totalMs,
    ...(answer === null ? {} : { confidence: answer.confidence, ttftMs: totalMs }),
  };
  const provider = { id: 'embedded', model: 'embedded' } as const;
  const text = answer?.text ?? '';
  const report = reportEnd({ provider, text, shown: text, end, contextSources: [] });
  return answer === null ? { ...report, outcome: 'nothing' } : report;
}

export function reportFailure(
  provider: Pick<CompletionProvider, 'id' | 'model'>,
  error: ProviderError,
  totalMs: number,
): CompletionReport {
  const { kind, status = null, message, isRetryable, retryAfterMs = null } = error;
  return {
    ...reportEnd({ provider, text: '', shown: '', end: { reason: 'stop', totalMs }, contextSources: [] }),
    outcome: 'failed',
    error: { kind, status, message, isRetryable, retryAfterMs },
  };
}

/** Tenths of a millisecond: what is finer is noise. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
