import type { MistralFim } from '../../core/host.ts';
import { abortError } from './transport-errors.ts';

/** Mistral's FIM through its SDK, which is loaded at the first call. */
export function createMistralFim(): MistralFim {
  return {
    async *stream(call, signal) {
      const { streamFim } = await import('./mistral-stream.ts');
      if (signal.aborted) throw abortError();
      yield* streamFim(call, signal);
    },
    prepare: () => void import('./mistral-stream.ts').catch(() => {}),
  };
}
