import { LruMap } from '../../base/lru-map.ts';
import type { DocumentChange, Uri } from '../document.ts';
import type { Clock } from '../host.ts';
import type { ContextAnswer, ContextQuery } from '../protocol.ts';

/** The worker's word that a prompt is made with: on this very text, on an earlier one, or none. */
export interface Gathered {
  readonly answer: ContextAnswer | undefined;
  readonly gathered: 'fresh' | 'stale' | 'none';
}

interface Edited {
  readonly uri: Uri;
  readonly at: number;
}

/** Documents whose last answers are kept. */
const maxDocuments = 50;
/** Bracket pairs are written as one edit, and the cursor then stands between them. */
const mostOffBy = 2;
/** A worker that was told of edits in other documents reads those first, and takes longer than a prompt can wait. */
const busyElsewhereMs = 100;
const noAnswer: Gathered = { answer: undefined, gathered: 'none' };

interface Known {
  /** What was wanted here last, for the questions that are asked ahead. */
  wanted: ContextQuery;
  /** The newest answer, and the question that it is to. */
  last: { readonly query: ContextQuery; readonly answer: ContextAnswer } | undefined;
  asking: { readonly query: ContextQuery; readonly promise: Promise<ContextAnswer | null> } | undefined;
  /** Edits went on while a question was under way: this one comes after it. */
  next: ContextQuery | undefined;
}

/**
 * What the interactive worker says about documents, asked ahead: after each edit in the document that a prompt was
 * wanted for last, so that the answer lies here when the next one is wanted, and no key waits for a thread that is busy.
 */
export class AnswersAhead {
  readonly #clock: Clock;
  readonly #gather: (query: ContextQuery) => Promise<ContextAnswer | null>;
  readonly #documents = new LruMap<Uri, Known>(maxDocuments);
  /** Where a prompt was wanted last: edits elsewhere are not somebody's typing, and would only keep the worker busy. */
  #current: Uri | undefined;
  /** The document that was edited last, and the one before it. */
  #edited: Edited | undefined;
  #editedBefore: Edited | undefined;

  constructor(parts: {
    readonly clock: Clock;
    /** Asks the interactive worker; null where it doesn't know the text. Never rejects. */
    readonly gather: (query: ContextQuery) => Promise<ContextAnswer | null>;
  }) {
    this.#clock = parts.clock;
    this.#gather = parts.gather;
  }

  /** Asks ahead, where a prompt was wanted before. To be called after the worker was told of the change. */
  didChange({ document: { uri, version, text }, edits }: DocumentChange): void {
    if (uri !== this.#edited?.uri) this.#editedBefore = this.#edited;
    this.#edited = { uri, at: this.#clock.monotonicMs() };
    const known = uri === this.#current ? this.#documents.get(uri) : undefined;
    const [edit] = edits;
    // Edits in several places are no typing.
    if (known === undefined || edit === undefined || edits.length > 1) return;
    const offset = Math.min(text.length, edit.offset + edit.insertedText.length);
    const query = { ...known.wanted, version, offset };
    if (known.asking === undefined) void this.#ask(known, query);
    else known.next = query;
  }

  /** The answer for a place, waited for until `untilMs` of the clock; after that, an earlier one for its document. */
  async answerFor(query: ContextQuery, untilMs: number): Promise<Gathered> {
    this.#current = query.uri;
    const known = this.#knownOf(query);
    if (known.last !== undefined && isFor(known.last.query, query)) {
      return { answer: known.last.answer, gathered: 'fresh' };
    }
    const { asking } = known;
    const promise = asking !== undefined && isFor(asking.query, query) ? asking.promise : this.#ask(known, query);
    const isWorthWaiting = known.last === undefined || !this.#isBusyElsewhere(query.uri);
    const answer = isWorthWaiting ? await this.#inTime(promise, untilMs) : null;
    return answer === null ? this.earlierFor(query.uri) : { answer, gathered: 'fresh' };
  }

  /** What was answered last, whatever has been written since. */
  earlierFor(uri: Uri): Gathered {
    const answer = this.#documents.get(uri)?.last?.answer;
    return answer === undefined ? noAnswer : { answer, gathered: 'stale' };
  }

  forget(uri: Uri): void {
    this.#documents.delete(uri);
  }

  /** Nothing that was answered or asked before counts any more. */
  clear(): void {
    this.#documents.clear();
  }

  #isBusyElsewhere(uri: Uri): boolean {
    const other = this.#edited?.uri === uri ? this.#editedBefore : this.#edited;
    return other !== undefined && this.#clock.monotonicMs() - other.at < busyElsewhereMs;
  }

  #knownOf(query: ContextQuery): Known {
    const known = this.#documents.get(query.uri);
    if (known !== undefined) {
      known.wanted = query;
      return known;
    }
    const added: Known = { wanted: query, last: undefined, asking: undefined, next: undefined };
    this.#documents.set(query.uri, added);
    return added;
  }

  #ask(known: Known, query: ContextQuery): Promise<ContextAnswer | null> {
    const promise = this.#gather(query).then((answer) => this.#didAnswer(known, query, answer));
    known.asking = { query, promise };
    return promise;
  }

  #didAnswer(known: Known, query: ContextQuery, answer: ContextAnswer | null): ContextAnswer | null {
    // Forgotten meanwhile: files may be gone that it speaks of.
    if (this.#documents.peek(query.uri) !== known) return null;
    if (answer !== null) known.last = { query, answer };
    if (known.asking?.query !== query) return answer;
    const { next } = known;
    known.asking = undefined;
    known.next = undefined;
    if (next !== undefined && next.version > query.version) void this.#ask(known, next);
    return answer;
  }

  /** Null where the answer is late; it is kept for the next question then. */
  #inTime(promise: Promise<ContextAnswer | null>, untilMs: number): Promise<ContextAnswer | null> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(Math.max(0, untilMs - this.#clock.monotonicMs()), () => resolve(null));
      void promise.then((answer) => {
        timer.dispose();
        resolve(answer);
      });
    });
  }
}

/** Whether the answer to one question is one to another: the same text and place, the same wishes within a rounding. */
function isFor(asked: ContextQuery, query: ContextQuery): boolean {
  return (
    asked.version === query.version &&
    Math.abs(asked.offset - query.offset) <= mostOffBy &&
    asked.maxTokens === query.maxTokens &&
    asked.charactersPerToken.toFixed(1) === query.charactersPerToken.toFixed(1) &&
    asked.weights === query.weights
  );
}
