import type { Destination } from '../../src/core/privacy/sendable-prompt.ts';
import type { ProviderError } from '../../src/core/providers/errors.ts';
import type {
  CompletionProvider,
  CompletionRequest,
  ProviderId,
  StreamEnd,
  StreamPart,
} from '../../src/core/providers/provider.ts';

export type Script =
  | { readonly kind: 'answer'; readonly text: readonly string[]; readonly end?: Partial<StreamEnd> }
  | { readonly kind: 'fail'; readonly error: ProviderError; readonly after?: readonly string[] };

/** A provider that does what a test says, and remembers what it was asked. */
export class ScriptedProvider implements CompletionProvider {
  readonly id: ProviderId;
  readonly model: string;
  readonly destination: Destination;
  readonly requests: CompletionRequest[] = [];
  script: Script = { kind: 'answer', text: ['ok'] };

  constructor(id: ProviderId, locality: Destination['locality'], model = `${id}-model`) {
    this.id = id;
    this.model = model;
    this.destination = { locality, origin: `${locality === 'local' ? 'http' : 'https'}://${id}.test` };
  }

  async *complete(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<StreamPart, void, void> {
    this.requests.push(request);
    const { script } = this;
    for (const text of (script.kind === 'answer' ? script.text : script.after) ?? []) {
      await Promise.resolve();
      if (signal.aborted) {
        yield { kind: 'end', end: { reason: 'cancelled', totalMs: 0 } };
        return;
      }
      yield { kind: 'text', text };
    }
    if (script.kind === 'fail') throw script.error;
    yield { kind: 'end', end: { reason: 'stop', ttftMs: 40, totalMs: 80, ...script.end } };
  }
}
