/** What an error may be called in a log: the system's code or the error's kind; never its message, which may hold a path. */
export function errorName(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  if ('code' in error && typeof error.code === 'string') return error.code;
  const kind = 'kind' in error && typeof error.kind === 'string' ? error.kind : undefined;
  if (kind === undefined) return error instanceof Error ? error.name : 'unknown';
  return 'cause' in error && typeof error.cause === 'string' ? `${kind}: ${error.cause}` : kind;
}
