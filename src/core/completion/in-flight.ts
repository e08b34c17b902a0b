import type { Disposable } from '../../base/disposable.ts';
import type { DocumentSnapshot, Uri } from '../document.ts';
import type { Clock } from '../host.ts';
import { type Candidate, matchAt } from './candidate.ts';

/** After so long without anybody waiting for it, a stream is no longer wanted. */
const unwantedAfterMs = 2000;

interface Flight {
  readonly candidate: Candidate;
  readonly controller: AbortController;
  unwanted: Disposable;
}

/**
 * The streams that run now. They belong to places in documents, not to the calls that asked: a call that goes away
 * detaches, and only a document that has gone another way, or two seconds without interest, ends a stream.
 */
export class InFlight implements Disposable {
  readonly #clock: Clock;
  readonly #flights = new Map<Candidate, Flight>();
  /** Whether a stream that is nearly done may end instead: aborting it would cost the connection. */
  readonly #mayEnd: (candidate: Candidate) => boolean;
  /** Whether somebody still looks at its place, without a call. */
  readonly #isAwaited: (candidate: Candidate) => boolean;

  constructor(parts: {
    readonly clock: Clock;
    readonly mayEnd: (candidate: Candidate) => boolean;
    readonly isAwaited: (candidate: Candidate) => boolean;
  }) {
    this.#clock = parts.clock;
    this.#mayEnd = parts.mayEnd;
    this.#isAwaited = parts.isAwaited;
  }

  /** Registers a stream; the caller runs it with the signal and calls `end`. */
  begin(candidate: Candidate): AbortSignal {
    const flight = { candidate, controller: new AbortController(), unwanted: this.#unwantedTimer(candidate) };
    this.#flights.set(candidate, flight);
    return flight.controller.signal;
  }

  end(candidate: Candidate): void {
    this.#flights.get(candidate)?.unwanted.dispose();
    this.#flights.delete(candidate);
  }

  /** Somebody waits for it, or looks at what it has brought. */
  want(candidate: Candidate): void {
    const flight = this.#flights.get(candidate);
    if (flight === undefined) return;
    flight.unwanted.dispose();
    flight.unwanted = this.#unwantedTimer(candidate);
  }

  abort(candidate: Candidate): void {
    const flight = this.#flights.get(candidate);
    if (flight === undefined) return;
    this.end(candidate);
    flight.controller.abort();
  }

  /** Ends the document's streams that fit none of the places where the cursor may be. */
  abortDiverged(document: DocumentSnapshot, offsets: readonly number[]): void {
    for (const candidate of this.of(document.uri)) {
      const fits = offsets.some((offset) => matchAt(candidate, document, offset) !== undefined);
      if (!fits && !this.#mayEnd(candidate)) this.abort(candidate);
    }
  }

  abortAll(uri?: Uri): void {
    for (const candidate of this.of(uri)) this.abort(candidate);
  }

  /** The oldest first. */
  of(uri: Uri | undefined): readonly Candidate[] {
    return [...this.#flights.keys()].filter((candidate) => uri === undefined || candidate.anchor.uri === uri);
  }

  has(candidate: Candidate): boolean {
    return this.#flights.has(candidate);
  }

  dispose(): void {
    this.abortAll();
  }

  #unwantedTimer(candidate: Candidate): Disposable {
    return this.#clock.setTimer(unwantedAfterMs, () => {
      if (this.#isAwaited(candidate)) this.want(candidate);
      else this.abort(candidate);
    });
  }
}
