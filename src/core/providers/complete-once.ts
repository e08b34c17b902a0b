import { ProviderError, isProviderError } from './errors.ts';
import type { CompletionProvider, CompletionRequest, StreamEnd, StreamPart } from './provider.ts';

/** A completion that was waited for. */
export type CompletionResult =
  | { readonly kind: 'success'; readonly text: string; readonly end: StreamEnd }
  /** The server answered otherwise than with a completion. */
  | { readonly kind: 'failure'; readonly status: number; readonly error: ProviderError }
  /** No answer came, or the request could not be made. */
  | { readonly kind: 'call-error'; readonly error: ProviderError };

/** Completes without streaming: all of the text at once, and every failure as a value. */
export function completeOnce(
  provider: CompletionProvider,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<CompletionResult> {
  return collectResult(() => provider.complete(request, signal));
}

/** Reads a stream of parts to its end, failures as values. */
export async function collectResult(start: () => AsyncIterable<StreamPart>): Promise<CompletionResult> {
  let text = '';
  try {
    for await (const part of start()) {
      if (part.kind === 'end') return { kind: 'success', text, end: part.end };
      text += part.text;
    }
    const error = new ProviderError('bad-response', 'The stream had no end. This is a fault of Midfill.');
    return { kind: 'call-error', error };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return error.status === undefined
      ? { kind: 'call-error', error }
      : { kind: 'failure', status: error.status, error };
  }
}

/** The text of any result; empty where there is none. */
export function textOf(result: CompletionResult): string {
  return result.kind === 'success' ? result.text : '';
}
