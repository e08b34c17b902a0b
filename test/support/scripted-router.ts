import { sleep } from '../../src/core/clock.ts';
import type { Clock } from '../../src/core/host.ts';
import type { PromptDraft } from '../../src/core/prompt.ts';
import type { CompletionProvider } from '../../src/core/providers/provider.ts';
import type { Route, RoutedPart, RoutedRequest, Router } from '../../src/core/routing/route.ts';

/** What a scripted model says to a prompt, or throws. */
export type Script = (prompt: PromptDraft, request: RoutedRequest) => string;

export interface ScriptedRequest {
  readonly at: number;
  readonly prompt: PromptDraft;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  /** Made so far; the server counts what it makes, whoever reads it. */
  tokens: number;
  abortedAt: number | undefined;
  endedAt: number | undefined;
}

type ModelRoute = Extract<Route, { kind: 'model' }>;

/** A model that streams scripted text on the virtual clock, token by token. */
export class ScriptedRouter implements Router {
  readonly requests: ScriptedRequest[] = [];
  readonly #clock: Clock;
  #breaking = new AbortController();
  script: Script = () => '';
  ttftMs = 40;
  tokensPerSecond = 100;
  /** How the model's text falls into tokens. */
  split: (text: string, prompt: PromptDraft) => readonly string[] = (text) => text.match(/[\s\S]{1,4}/gu) ?? [];
  current: Route = {
    kind: 'model',
    provider: 'codestral',
    model: 'scripted',
    locality: 'hosted',
    expectedTtftMs: 40,
    concurrency: 2,
    requestsLeft: Infinity,
  };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  route(): Route {
    return this.current;
  }

  setRoute(change: Partial<ModelRoute>): void {
    this.current = { ...(this.current as ModelRoute), ...change };
  }

  prepared = 0;

  prepare(): void {
    this.prepared += 1;
  }

  /** The connection breaks: all streams end where they are. */
  abortAll(): void {
    this.#breaking.abort();
    this.#breaking = new AbortController();
  }

  /** Requests whose stream is neither ended nor aborted. */
  get running(): number {
    return this.requests.filter(({ abortedAt, endedAt }) => abortedAt === undefined && endedAt === undefined).length;
  }

  async *complete(request: RoutedRequest, caller: AbortSignal): AsyncGenerator<RoutedPart, void, void> {
    const signal = AbortSignal.any([caller, this.#breaking.signal]);
    const startedAt = this.#clock.monotonicMs();
    const provider = { id: 'codestral', model: 'scripted' } as CompletionProvider;
    const prompt = await request.promptFor(provider);
    const { maxTokens, stop } = request;
    const entry: ScriptedRequest = {
      at: startedAt,
      prompt,
      maxTokens,
      stop,
      tokens: 0,
      abortedAt: undefined,
      endedAt: undefined,
    };
    this.requests.push(entry);
    yield { kind: 'asked', provider };
    let whole: string;
    try {
      whole = untilStop(this.script(prompt, request), stop);
    } catch (error) {
      entry.endedAt = this.#clock.monotonicMs();
      throw error;
    }
    const pieces = this.split(whole, prompt);
    let waitMs = this.ttftMs;
    for (const piece of pieces.slice(0, maxTokens)) {
      if (!(await sleep(this.#clock, waitMs, signal))) {
        entry.abortedAt = this.#clock.monotonicMs();
        yield { kind: 'end', end: { reason: 'cancelled', totalMs: this.#clock.monotonicMs() - startedAt } };
        return;
      }
      entry.tokens += 1;
      waitMs = 1000 / this.tokensPerSecond;
      yield { kind: 'text', text: piece };
    }
    if (pieces.length === 0) await sleep(this.#clock, waitMs, signal);
    entry.endedAt = this.#clock.monotonicMs();
    const reason = pieces.length > maxTokens ? 'length' : 'stop';
    yield { kind: 'end', end: { reason, totalMs: entry.endedAt - startedAt, ttftMs: this.ttftMs } };
  }
}

function untilStop(text: string, stop: readonly string[]): string {
  const ends = stop.map((word) => text.indexOf(word)).filter((at) => at !== -1);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}
