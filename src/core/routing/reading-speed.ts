import type { StreamEnd } from '../providers/provider.ts';

/** Below this a request's fixed cost hides how fast its prompt was read. */
const leastTokens = 64;
/** Where only the time to first token is known, the way to the server and its queue are in it: more text hides them. */
const leastTokensByTtft = 256;
const remembered = 12;
const leastSamples = 3;

/**
 * How fast a server reads prompt that it has not cached, in tokens a second. Not every server says how much it had
 * cached, and a cached prompt looks as if read in no time, so the low samples are the true ones; the lowest of all is
 * forgiven, since a model that was being loaded looks slow once.
 */
export class ReadingSpeed {
  #samples: number[] = [];

  didEnd({ promptReading, usage, ttftMs }: StreamEnd): void {
    if (promptReading !== undefined) this.#add(promptReading.tokens, promptReading.ms, leastTokens);
    else if (usage !== undefined && ttftMs !== undefined) {
      this.#add(usage.promptTokens - usage.cachedPromptTokens, ttftMs, leastTokensByTtft);
    }
  }

  /** Undefined until there are enough samples to go by. */
  get tokensPerSecond(): number | undefined {
    if (this.#samples.length < leastSamples) return undefined;
    return this.#samples.toSorted((a, b) => a - b)[1];
  }

  #add(tokens: number, milliseconds: number, least: number): void {
    if (tokens < least || milliseconds <= 0) return;
    this.#samples = [...this.#samples.slice(1 - remembered), (tokens / milliseconds) * 1000];
  }
}
