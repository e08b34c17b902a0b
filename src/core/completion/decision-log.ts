import { Emitter } from '../../base/emitter.ts';
import type { DocumentSnapshot, Position, Uri } from '../document.ts';
import type { Decision } from './decision.ts';

const kept = 200;

/** The last decisions, for "Why No Suggestion Here?", the status and the tests. */
export class DecisionLog {
  readonly #entries: { readonly uri: Uri; readonly decision: Decision }[] = [];
  readonly #recorded = new Emitter<Decision>();
  readonly #sink: ((line: string) => void) | undefined;
  readonly onDidRecord = this.#recorded.event;
  #lastId = 0;

  constructor(sink: ((line: string) => void) | undefined) {
    this.#sink = sink;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  record(uri: Uri, decision: Decision): void {
    this.#entries.push({ uri, decision });
    if (this.#entries.length > kept) this.#entries.shift();
    this.#sink?.(JSON.stringify(decision));
    this.#recorded.fire(decision);
  }

  /** Oldest first. */
  all(): readonly Decision[] {
    return this.#entries.map(({ decision }) => decision);
  }

  /** The newest decision about a place as it is now. */
  at(document: DocumentSnapshot, position: Position): Decision | undefined {
    return this.#entries.findLast(
      ({ uri, decision }) =>
        uri === document.uri &&
        decision.documentVersion === document.version &&
        decision.line === position.line &&
        decision.character === position.character,
    )?.decision;
  }

  dispose(): void {
    this.#recorded.dispose();
  }
}
