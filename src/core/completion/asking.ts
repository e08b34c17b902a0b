import { isAbortError } from '../../base/abort.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { DocumentSnapshot } from '../document.ts';
import { isProviderError } from '../providers/errors.ts';
import type { CompletionProvider, ProviderId } from '../providers/provider.ts';
import type { BlockInfo } from '../protocol.ts';
import { type Route, type RoutedPart, wasNotAsked } from '../routing/route.ts';
import { type AskedFor, maxTokensFor } from './asked-for.ts';
import { type Candidate, type CandidateSource, anchorAt, matchAt } from './candidate.ts';
import type { CandidateStore } from './candidate-store.ts';
import { decideAskedFor } from './decide-asked-for.ts';
import type { InFlight } from './in-flight.ts';
import type { Outcome } from './outcome.ts';
import type { SessionPorts } from './ports.ts';
import { shape } from './shaping/shape.ts';
import type { Visit } from './visit.ts';

/** The syntax tree's word on the block is waited for no longer than this; then indentation decides. */
const blockInfoWithinMs = 10;
/** Of code, roughly; only for telling how far a stream is. */
const charactersPerToken = 4;

export interface Question {
  readonly document: DocumentSnapshot;
  readonly offset: number;
  readonly route: ModelRoute;
  readonly isExplicit: boolean;
  readonly isBlockWelcome: boolean;
  readonly source: Extract<CandidateSource, 'model' | 'speculation'>;
  readonly tabSize: number;
  readonly likelyLength: number;
  readonly cacheKey: string;
  /** What the syntax tree says, asked for while the debounce ran. */
  readonly block: Promise<BlockInfo | null>;
  /** How far before its anchor the answer still serves: a speculation's whole suggestion. */
  readonly behind?: number;
  /** More text, or the end. */
  readonly onProgress: (candidate: Candidate) => void;
  /** The request went out. */
  readonly onAsked: () => void;
}

type ModelRoute = Extract<Route, { kind: 'model' }>;

/** How a stream failed, as the decision records it. */
export type Failure = Extract<Outcome, { kind: 'failed' | 'refused' | 'no-provider' }>;

/** Starts streams and feeds their candidates. */
export class Asking {
  readonly #ports: SessionPorts;
  readonly #store: CandidateStore;
  readonly #inFlight: InFlight;
  readonly #failures = new WeakMap<Candidate, Failure>();
  readonly #protocols = new Map<ProviderId, 'h1' | 'h2'>();
  #lastId = 0;

  constructor(ports: SessionPorts, store: CandidateStore, inFlight: InFlight) {
    this.#ports = ports;
    this.#store = store;
    this.#inFlight = inFlight;
  }

  /** The stream's candidate is found by look-ups at once; its text follows. */
  start(question: Question): Candidate {
    const { document, offset, route } = question;
    this.#makeRoom(question);
    const candidate: Candidate = {
      ...this.#empty(),
      anchor: anchorAt(document, offset, question.behind),
      source: question.source,
      origin: originOf(route),
      askedFor: decideAskedFor({ ...question, block: null }),
      provider: route.provider,
      model: route.model,
    };
    this.#store.add(candidate);
    const signal = this.#inFlight.begin(candidate);
    this.#run(candidate, question, signal).catch((error: unknown) => this.#ports.onFault(error));
    return candidate;
  }

  /** Keeps text that came all at once, the embedded engine's, shaped as a model's would be. */
  keep(
    { document, offset, call }: Pick<Visit, 'document' | 'offset' | 'call'>,
    answer: { readonly text: string; readonly confidence: number; readonly maxLines: number },
    source: 'embedded' | 'draft',
  ): Candidate {
    const askedFor: AskedFor = { kind: 'block', maxLines: answer.maxLines };
    const shaped = shape(answer.text, {
      ...placeOf(document, offset),
      askedFor,
      tabSize: call.editor.tabSize,
      end: 'stop',
    });
    const isKnown = (one: Candidate): boolean =>
      one.source === source && one.text === shaped.text && matchAt(one, document, offset)?.typed === 0;
    const known = this.#store.of(document.uri).find(isKnown);
    if (known !== undefined) return known;
    const candidate: Candidate = {
      ...this.#empty(),
      anchor: anchorAt(document, offset),
      source,
      origin: 'embedded',
      askedFor,
      provider: 'embedded',
      model: 'embedded',
      raw: answer.text,
      text: shaped.text,
      state: 'done',
      confidence: answer.confidence,
      shapedBy: shaped.by,
      verdict: shaped.emptiedBy,
    };
    this.#store.add(candidate);
    return candidate;
  }

  /** Whether a stream would rather end than be aborted: on HTTP/1.1 an abort costs the connection. */
  isNearlyDone(candidate: Candidate): boolean {
    if (this.#protocols.get(candidate.provider) !== 'h1') return false;
    const maxTokens = maxTokensFor(candidate.askedFor, this.#ports.settings().maxTokens);
    return candidate.raw.length / charactersPerToken >= maxTokens * 0.8;
  }

  failureOf(candidate: Candidate): Failure | undefined {
    return this.#failures.get(candidate);
  }

  #empty(): Omit<Candidate, 'anchor' | 'source' | 'origin' | 'askedFor' | 'provider' | 'model'> {
    this.#lastId += 1;
    return {
      id: this.#lastId,
      requestId: this.#ports.host.randomId(),
      createdAt: this.#ports.host.clock.monotonicMs(),
      answeredBy: undefined,
      raw: '',
      text: '',
      state: 'streaming',
      endsLine: false,
      verdict: undefined,
      isRejected: false,
      isFollowed: false,
      shapedBy: [],
      confidence: undefined,
      end: undefined,
      ttftMs: undefined,
      contextTokens: undefined,
      contextSources: [],
    };
  }

  /** A request in excess gives way: speculation first, then the oldest. */
  #makeRoom({ document, route }: Question): void {
    const running = this.#inFlight.of(document.uri);
    const victims = [...running].sort(
      (a, b) => Number(b.source === 'speculation') - Number(a.source === 'speculation'),
    );
    for (const victim of victims.slice(0, Math.max(0, running.length - route.concurrency + 1))) {
      this.#inFlight.abort(victim);
    }
  }

  async #run(candidate: Candidate, question: Question, signal: AbortSignal): Promise<void> {
    const { document, offset, source } = question;
    const { settings, router, host } = this.#ports;
    const startedAt = host.clock.monotonicMs();
    try {
      const block = await this.#inTime(question.block);
      if (signal.aborted) throw abortError();
      if (block !== null) candidate.askedFor = decideAskedFor({ ...question, block });
      const { askedFor } = candidate;
      const parts = router.complete(
        {
          uri: document.uri,
          languageId: document.languageId,
          isExplicit: question.isExplicit,
          promptFor: async (provider: CompletionProvider) => {
            const isSpeculative = source === 'speculation';
            const { draft, tokens } = await this.#ports.promptFor({ document, offset, provider, isSpeculative });
            candidate.contextTokens = tokens;
            candidate.contextSources = [...new Set(draft.snippets.map((snippet) => snippet.source))];
            return draft;
          },
          maxTokens: maxTokensFor(askedFor, settings().maxTokens),
          stop: askedFor.kind === 'line' ? ['\n'] : [],
          cacheKey: question.cacheKey,
        },
        signal,
      );
      for await (const part of parts) {
        // Aborted, or ended by shaping: what still comes is only waited for, so that its cost is known.
        if (candidate.state === 'streaming') this.#take(candidate, question, part, startedAt);
        else if (part.kind === 'end') candidate.end = part.end;
      }
      if (candidate.state === 'streaming') this.#finish(candidate, question, signal.aborted ? 'truncated' : 'stop');
    } catch (error) {
      this.#fail(candidate, question, error);
    } finally {
      this.#inFlight.end(candidate);
      question.onProgress(candidate);
    }
  }

  #take(candidate: Candidate, question: Question, part: RoutedPart, startedAt: number): void {
    switch (part.kind) {
      case 'asked':
        candidate.provider = part.provider.id;
        candidate.model = part.provider.model;
        candidate.answeredBy = originOf({ kind: 'model', provider: part.provider.id, model: part.provider.model });
        question.onAsked();
        return;
      case 'text': {
        candidate.ttftMs ??= this.#ports.host.clock.monotonicMs() - startedAt;
        candidate.raw += part.text;
        const isFinal = this.#shape(candidate, question, undefined);
        if (isFinal) {
          candidate.state = 'done';
          // The rest of the stream would only be paid for.
          this.#inFlight.abort(candidate);
        }
        question.onProgress(candidate);
        return;
      }
      case 'end':
        candidate.end = part.end;
        if (part.end.protocol !== undefined) this.#protocols.set(candidate.provider, part.end.protocol);
        candidate.confidence = part.end.confidence;
        this.#finish(candidate, question, part.end.reason === 'cancelled' ? 'truncated' : part.end.reason);
        return;
    }
  }

  #finish(candidate: Candidate, question: Question, end: 'stop' | 'length' | 'truncated'): void {
    this.#shape(candidate, question, end);
    candidate.state = 'done';
    // An aborted stream says nothing about what belongs here; its text so far may still serve.
    if (end === 'truncated' && candidate.text === '') this.#store.remove(candidate);
  }

  #shape(candidate: Candidate, question: Question, end: 'stop' | 'length' | 'truncated' | undefined): boolean {
    const { document, offset, tabSize } = question;
    const shaped = shape(candidate.raw, {
      ...placeOf(document, offset),
      askedFor: candidate.askedFor,
      tabSize,
      end,
    });
    candidate.text = shaped.text;
    candidate.endsLine = shaped.endsLine;
    candidate.shapedBy = shaped.by;
    candidate.verdict = shaped.emptiedBy;
    return shaped.isFinal;
  }

  #fail(candidate: Candidate, question: Question, error: unknown): void {
    candidate.state = 'failed';
    if (candidate.text === '') this.#store.remove(candidate);
    if (isAbortError(error)) return;
    const failure = failureFrom(error);
    this.#failures.set(candidate, failure);
    if (failure.kind === 'failed' && failure.error === 'internal') {
      this.#ports.host.log.child('completion').error('A completion failed for an unexpected reason.', {
        provider: question.route.provider,
        reason: error instanceof Error ? error.message : 'unknown',
      });
    }
  }

  async #inTime(block: Promise<BlockInfo | null>): Promise<BlockInfo | null> {
    let timer: Disposable | undefined;
    const late = new Promise<null>((resolve) => {
      timer = this.#ports.host.clock.setTimer(blockInfoWithinMs, () => resolve(null));
    });
    const answer = await Promise.race([block, late]);
    timer?.dispose();
    return answer;
  }
}

/** Provider and model; answers of another one are no answers of this one. */
export function originOf(route: Pick<ModelRoute, 'kind' | 'provider' | 'model'> | Exclude<Route, ModelRoute>): string {
  return route.kind === 'model' ? `${route.provider}/${route.model}` : 'embedded';
}

function placeOf(
  { text, languageId }: DocumentSnapshot,
  offset: number,
): { readonly prefix: string; readonly suffix: string; readonly languageId: string } {
  return { prefix: text.slice(0, offset), suffix: text.slice(offset), languageId };
}

function failureFrom(error: unknown): Failure {
  if (isProviderError(error)) return { kind: 'failed', error: error.kind, isRetryable: error.isRetryable };
  if (wasNotAsked(error)) {
    return error.kind === 'refusal'
      ? { kind: 'refused', reason: error.reason }
      : { kind: 'no-provider', reason: error.reason };
  }
  return { kind: 'failed', error: 'internal', isRetryable: false };
}

function abortError(): Error {
  return Object.assign(new Error('The request is no longer wanted.'), { name: 'AbortError' });
}
