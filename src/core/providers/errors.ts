/** What went wrong between us and a service, by what one can do about it. */
export type ProviderErrorKind =
  | 'unreachable'
  | 'timeout'
  | 'key-missing'
  | 'key-refused'
  | 'payment-required'
  | 'not-found'
  | 'model-not-found'
  | 'rate-limited'
  | 'overloaded'
  | 'bad-request'
  | 'context-exceeded'
  | 'unsupported'
  | 'marker-in-text'
  | 'bad-response'
  | 'server-error';

/**
 * The one error that providers throw. Its message says what happened, why, and what to do, and never holds a key or
 * source text. Told apart by `name` and `kind`, not by class: bundles don't share classes.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly kind: ProviderErrorKind;
  readonly status: number | undefined;
  /** Whether the same request may succeed a little later. */
  readonly isRetryable: boolean;
  /** How long the server asked us to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: ProviderErrorKind,
    message: string,
    details: {
      readonly status?: number | undefined;
      readonly isRetryable?: boolean;
      readonly retryAfterMs?: number | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.status = details.status;
    this.isRetryable = details.isRetryable ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}

export function isProviderError(error: unknown): error is ProviderError {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'ProviderError';
}
