import { type Exchange, type Json, numberOf } from './exchange.ts';

/** Options that belong to the runner: where one differs, the model is loaded anew. */
const runnerOptions = ['num_ctx', 'num_batch', 'num_gpu', 'main_gpu', 'use_mmap', 'num_thread', 'draft_num_predict'];

/** What a model is loaded with, which decides over reloads. */
export interface Runner {
  readonly options: string;
  readonly contextLength: number;
}

/** The models in memory, and who may run. Loads end with the client that asked for them, as in Ollama. */
export class OllamaRunners {
  loads = 0;
  abortedLoads = 0;
  readonly #loaded = new Map<string, Runner>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #loading: Promise<boolean> | undefined;

  get(model: string): Runner | undefined {
    return this.#loaded.get(model);
  }

  unload(model: string): void {
    this.#loaded.delete(model);
  }

  /** True once the model is in memory, false where the client left before. */
  async load(
    exchange: Exchange,
    model: { readonly name: string; readonly contextLength: number },
    options: Json,
    loadMs: number,
  ): Promise<boolean> {
    const runner: Runner = {
      options: JSON.stringify(runnerOptions.map((name) => options[name] ?? null)),
      contextLength: numberOf(options, 'num_ctx') ?? Math.min(4096, model.contextLength),
    };
    while (this.#loaded.get(model.name)?.options !== runner.options) {
      if (this.#loading !== undefined) {
        await this.#loading;
        continue;
      }
      this.#loaded.delete(model.name);
      const waiting = exchange.wait(loadMs);
      this.#loading = waiting;
      const isDone = await waiting;
      this.#loading = undefined;
      if (isDone) {
        this.loads += 1;
        this.#loaded.set(model.name, runner);
      } else {
        this.abortedLoads += 1;
      }
      if (!isDone) return false;
    }
    return !exchange.signal.aborted;
  }

  /** Waits for a turn. `full` where too many wait, `gone` where the client left the queue. */
  async enter(exchange: Exchange, parallel: number, maxQueue: number): Promise<'entered' | 'full' | 'gone'> {
    if (this.#running < parallel) {
      this.#running += 1;
      return 'entered';
    }
    if (this.#waiting.length >= maxQueue) return 'full';
    return new Promise((resolve) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        resolve('gone');
      };
      const enter = (): void => {
        exchange.signal.removeEventListener('abort', leave);
        this.#running += 1;
        resolve('entered');
      };
      this.#waiting.push(enter);
      exchange.signal.addEventListener('abort', leave, { once: true });
    });
  }

  leave(): void {
    this.#running -= 1;
    this.#waiting.shift()?.();
  }
}
