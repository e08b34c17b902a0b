import { plainPrompt } from '../../support/plain-prompt.ts';
import type { CompletionAnswer, CompletionCall, CompletionSession } from '../../../src/core/completion/api.ts';
import { type Candidate, anchorAt, matchAt } from '../../../src/core/completion/candidate.ts';
import type { Suggestion, SuggestionId } from '../../../src/core/completion/outcome.ts';
import { makeItem } from '../../../src/core/completion/suggestion.ts';
import type { BackEnd } from './back-end.ts';

/**
 * What there is to reach: a client that asks as soon as it has nothing that fits, for the rest of the line, lets no
 * answer go to waste, and shows it when it is whole. It knows neither debounce nor pause nor block.
 */
export class IdealClient implements CompletionSession {
  readonly #backEnd: BackEnd;
  #known:
    | (Pick<Candidate, 'anchor' | 'askedFor' | 'text'> & { text: string; isDone: boolean; ended: Promise<void> })
    | undefined;
  #controller = new AbortController();

  constructor(backEnd: BackEnd) {
    this.#backEnd = backEnd;
  }

  async provide(call: CompletionCall, signal: AbortSignal): Promise<CompletionAnswer> {
    const { document, position } = call;
    const offset = document.offsetAt(position);
    if (!this.#fits(call)) {
      this.#controller.abort();
      this.#ask(call, offset);
    }
    const known = this.#known;
    await known?.ended;
    const match = known === undefined ? undefined : matchAt(known, document, offset);
    if (signal.aborted || match === undefined) return nothing;
    const item = makeItem(document, offset, match.remainder);
    if (typeof item === 'string') return nothing;
    const suggestion: Suggestion = { ...item, id: 'ideal' as SuggestionId, provider: 'codestral' };
    return { suggestions: [suggestion], outcome: { kind: 'shown', from: 'fresh' } };
  }

  didAccept(): void {}
  didDismiss(): void {}
  didAcceptWord(): void {}
  didLeave(): void {
    this.#controller.abort();
    this.#known = undefined;
  }

  /** Whether what is known, or on its way, agrees with the document; at a line's end it is through. */
  #fits({ document, position }: CompletionCall): boolean {
    if (this.#known === undefined) return false;
    const match = matchAt(this.#known, document, document.offsetAt(position));
    if (match === undefined) return false;
    return !this.#known.isDone || !match.isAhead;
  }

  #ask({ document }: CompletionCall, offset: number): void {
    this.#controller = new AbortController();
    let finish = (): void => {};
    const known = {
      anchor: anchorAt(document, offset),
      askedFor: { kind: 'line' } as const,
      text: '',
      isDone: false,
      ended: new Promise<void>((resolve) => (finish = resolve)),
    };
    this.#known = known;
    const { signal } = this.#controller;
    void (async (): Promise<void> => {
      const { languageId } = document;
      const parts = this.#backEnd.complete(
        {
          languageId,
          isExplicit: false,
          maxTokens: 48,
          stop: ['\n'],
          cacheKey: '',
          promptFor: () => plainPrompt({ document, offset }),
        },
        signal,
      );
      for await (const part of parts) if (part.kind === 'text') known.text += part.text;
      known.isDone = true;
      finish();
    })();
  }
}

const nothing: CompletionAnswer = { suggestions: [], outcome: { kind: 'nothing', reason: 'empty' } };
