import type { DocumentSnapshot } from '../document.ts';
import type { EmbeddedQuery } from '../protocol.ts';
import type { Asking } from './asking.ts';
import type { Candidate } from './candidate.ts';
import { isConfident } from './draft.ts';
import type { SessionPorts } from './ports.ts';
import type { Visit } from './visit.ts';

type Answer = ReturnType<SessionPorts['embedded']['complete']>;

/** Asks the embedded engine, keeps what it says, and tells it what became of that. */
export class EmbeddedDesk {
  readonly #ports: SessionPorts;
  readonly #asking: Asking;
  #ahead: { readonly query: EmbeddedQuery; readonly answer: Answer } | undefined;

  constructor(ports: SessionPorts, asking: Asking) {
    this.#ports = ports;
    this.#asking = asking;
  }

  /** Its suggestion for a call's place, kept among the candidates; undefined where it isn't sure of any. */
  async offer(visit: Visit): Promise<Candidate | undefined> {
    // It stops by itself where it isn't sure.
    const maxLines = visit.isByHand ? 8 : 4;
    const answer = await this.#ask(visit, 'alone', maxLines);
    return answer === null ? undefined : this.#asking.keep(visit, { ...answer, maxLines }, 'embedded');
  }

  /** Has a draft made that the editor will call for: it does so 50 ms after a key. */
  draftAhead({ uri, version }: DocumentSnapshot, offset: number): void {
    const query = { uri, version, offset, purpose: 'draft', maxLines: 1 } as const;
    const answer = this.#ports.embedded.complete(query);
    this.#ahead = { query, answer };
    // Whoever takes it hears of its failure.
    answer.catch(() => {});
  }

  /** The same, to be shown until a model has spoken: one line, and only where it is confident. */
  async draft(visit: Visit, isStillWanted: () => boolean): Promise<Candidate | undefined> {
    const answer = await (this.#takeAhead(visit) ?? this.#ask(visit, 'draft', 1));
    if (answer === null || !isConfident(answer.confidence) || !isStillWanted()) return undefined;
    const draft = this.#asking.keep(visit, { ...answer, maxLines: 1 }, 'draft');
    return draft.text === '' ? undefined : draft;
  }

  didEnd(candidate: Candidate, languageId: string, isTaken: boolean): void {
    if (candidate.provider !== 'embedded') return;
    this.#ports.embedded.recordOutcome({
      uri: candidate.anchor.uri,
      languageId,
      kind: isTaken ? 'accepted' : 'rejected',
      text: candidate.text,
      prefixTail: candidate.anchor.before.slice(-200),
    });
  }

  #takeAhead({ document: { uri, version }, offset }: Visit): Answer | undefined {
    const { query, answer } = this.#ahead ?? {};
    this.#ahead = undefined;
    return query?.uri === uri && query.version === version && query.offset === offset ? answer : undefined;
  }

  #ask({ document: { uri, version }, offset }: Visit, purpose: 'alone' | 'draft', maxLines: number): Answer {
    return this.#ports.embedded.complete({ uri, version, offset, purpose, maxLines });
  }
}
