/**
 * Whether a failure to read says nothing about the file: too many files are open, the disk is busy, a drive is away. What
 * was known of it holds, and it is looked at again later.
 */
export function isPassingTrouble(error: unknown): boolean {
  const isOfFile = typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'file-error';
  return !isOfFile || !('cause' in error) || error.cause === 'other';
}
