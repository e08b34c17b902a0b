import { type Disposable, DisposableSlot, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { type Remote, connect } from '../../base/rpc.ts';
import type { Host, Log, WorkerName } from '../host.ts';

/** Waited before a worker that ended is started again: doubled from the first up to the last. */
const firstDelayMs = 500;
const lastDelayMs = 60_000;
/** A worker that ran so long was well; the next end counts as the first. */
const settledMs = 120_000;

/**
 * Keeps one worker running: starts it, starts it anew after it ended (later each time), and has `onStart` tell it what
 * it needs to know. While it is away, callers get null.
 */
export class WorkerSupervisor<Api extends object> implements Disposable {
  readonly #store = new DisposableStore();
  readonly #running = this.#store.add(new DisposableSlot<Disposable>());
  readonly #restart = this.#store.add(new DisposableSlot<Disposable>());
  readonly #host: Pick<Host, 'clock' | 'startWorker'>;
  readonly #log: Log;
  readonly #name: WorkerName;
  readonly #onStart: (api: Remote<Api>) => void;
  readonly #onFailure: (error: unknown) => number;
  #api: Remote<Api> | undefined;
  #delayMs = firstDelayMs;
  #startedAt = 0;

  constructor(parts: {
    readonly host: Pick<Host, 'clock' | 'log' | 'startWorker'>;
    readonly name: WorkerName;
    readonly onStart: (api: Remote<Api>) => void;
    /** Told when the worker ended or could not answer; says for how long it is to stay away, 0 where it may go on. */
    readonly onFailure?: (error: unknown) => number;
  }) {
    this.#host = parts.host;
    this.#log = parts.host.log.child('workers');
    this.#name = parts.name;
    this.#onStart = parts.onStart;
    this.#onFailure = parts.onFailure ?? ((): number => 0);
  }

  /** Starts the worker where it isn't running and isn't about to. */
  start(): void {
    if (this.#store.isDisposed || this.#api !== undefined || this.#restart.value !== undefined) return;
    this.#startNow();
  }

  get api(): Remote<Api> | undefined {
    return this.#api;
  }

  /** Asks the worker; null where it is away, ends meanwhile, or fails at this one question. */
  async ask<Answer>(question: (api: Remote<Api>) => Promise<Answer>): Promise<Answer | null> {
    if (this.#api === undefined) return null;
    try {
      return await question(this.#api);
    } catch (error) {
      const isGone = typeof error === 'object' && error !== null && 'cause' in error && error.cause === 'gone';
      // The message is the worker's own, about its code and never about the user's.
      if (!isGone) this.#didFailToAnswer(error);
      return null;
    }
  }

  dispose(): void {
    this.#api = undefined;
    this.#store.dispose();
  }

  #startNow(): void {
    this.#restart.clear();
    const { clock } = this.#host;
    const running = new DisposableStore();
    try {
      const worker = running.add(this.#host.startWorker(this.#name));
      const connection = running.add(connect<Api>(worker.port));
      running.add(worker.onDidExit(({ reason }) => this.#didExit(reason)));
      running.add(toDisposable(() => (this.#api = undefined)));
      this.#running.value = running;
      this.#api = connection.api;
      this.#startedAt = clock.monotonicMs();
      this.#onStart(connection.api);
    } catch (error) {
      running.dispose();
      this.#didExit(messageOf(error));
    }
  }

  /** One that keeps failing is ended, and started anew once it is on again, from what it has to know. */
  #didFailToAnswer(error: unknown): void {
    // The message is the worker's own, about its code and never about the user's.
    this.#log.debug('A worker could not answer.', { worker: this.#name, reason: messageOf(error) });
    const offMs = this.#onFailure(error);
    if (offMs > 0) this.#startIn(offMs);
  }

  #startIn(delayMs: number): void {
    this.#running.clear();
    if (this.#store.isDisposed) return;
    this.#restart.value = this.#host.clock.setTimer(delayMs, () => this.#startNow());
  }

  #didExit(reason: string): void {
    this.#running.clear();
    if (this.#store.isDisposed) return;
    const { clock } = this.#host;
    const offMs = this.#onFailure({ message: `The ${this.#name} worker ended: ${reason}` });
    if (clock.monotonicMs() - this.#startedAt > settledMs) this.#delayMs = firstDelayMs;
    this.#log.warn('A worker ended and is started again.', { worker: this.#name, reason, delayMs: this.#delayMs });
    this.#startIn(Math.max(offMs, this.#delayMs));
    this.#delayMs = Math.min(lastDelayMs, this.#delayMs * 2);
  }
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
