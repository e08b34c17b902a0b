import type { SendablePrompt } from '../../../src/core/privacy/sendable-prompt.ts';
import type { CompletionProvider } from '../../../src/core/providers/provider.ts';
import type { Route, RoutedPart, RoutedRequest, Router } from '../../../src/core/routing/route.ts';

/** A shipped provider and nobody else, without health, budget or gate in between. */
export class OneProviderRouter implements Router {
  readonly #provider: CompletionProvider;

  constructor(provider: CompletionProvider) {
    this.#provider = provider;
  }

  route(): Route {
    const { id, model } = this.#provider;
    const expected = { expectedTtftMs: 40, concurrency: 2, requestsLeft: Infinity };
    return { kind: 'model', provider: id, model, locality: 'hosted', ...expected };
  }

  prepare(): void {}

  async *complete(request: RoutedRequest, signal: AbortSignal): AsyncGenerator<RoutedPart, void, void> {
    const { maxTokens, stop } = request;
    const draft = await request.promptFor(this.#provider);
    const destination = { locality: 'local' as const, origin: 'http://127.0.0.1:1' };
    const prompt = { ...draft, destination } as SendablePrompt;
    yield { kind: 'asked', provider: this.#provider };
    const limits = { maxTokens, stop, temperature: 0.2, firstTokenTimeoutMs: 5000 };
    yield* this.#provider.complete({ prompt, ...limits }, signal);
  }
}
