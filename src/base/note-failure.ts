import { errorName } from './error-name.ts';

/** For what nobody waits for and nothing depends on: its failure is one line in the log, by name alone. */
export function noteFailure(
  log: { debug(message: string, data: { readonly reason: string }): void },
  message: string,
): (error: unknown) => void {
  return (error) => log.debug(message, { reason: errorName(error) });
}
