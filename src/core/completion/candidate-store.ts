import { LruMap } from '../../base/lru-map.ts';
import type { Uri } from '../document.ts';
import type { Clock } from '../host.ts';
import type { Candidate } from './candidate.ts';

const maxDocuments = 16;
const maxPerDocument = 24;
/** Older text was asked for with other code around it. */
const maxAgeMs = 5 * 60_000;

/** All candidates by document, those still streaming included; bounded in number and age. */
export class CandidateStore {
  readonly #clock: Clock;
  readonly #byDocument = new LruMap<Uri, readonly Candidate[]>(maxDocuments);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(candidate: Candidate): void {
    const others = this.#young(candidate.anchor.uri);
    this.#byDocument.set(candidate.anchor.uri, [candidate, ...others].slice(0, maxPerDocument));
  }

  /** The newest first. */
  of(uri: Uri): readonly Candidate[] {
    return this.#young(uri);
  }

  remove(candidate: Candidate): void {
    const { uri } = candidate.anchor;
    this.#byDocument.set(
      uri,
      this.#young(uri).filter((other) => other !== candidate),
    );
  }

  forget(uri: Uri): void {
    this.#byDocument.delete(uri);
  }

  clear(): void {
    this.#byDocument.clear();
  }

  get size(): number {
    return [...this.#byDocument.values()].reduce((sum, candidates) => sum + candidates.length, 0);
  }

  #young(uri: Uri): readonly Candidate[] {
    const oldest = this.#clock.monotonicMs() - maxAgeMs;
    return (this.#byDocument.get(uri) ?? []).filter((candidate) => candidate.createdAt >= oldest);
  }
}
