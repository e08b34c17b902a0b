import { LruMap } from '../../base/lru-map.ts';
import { type DocumentChange, type DocumentSnapshot, type Uri, baseName } from '../document.ts';
import type { Clock, NotebookCell } from '../host.ts';
import type { ContextSourceKind, PromptDraft } from '../prompt.ts';
import type { ContextAnswer, ContextQuery, RankedSnippet } from '../protocol.ts';
import { AnswersAhead, type Gathered } from './answers-ahead.ts';
import { type ContextBudget, type PromptLimits, effectiveBudget, snippetTokensOf, sourceTokens } from './budget.ts';
import { fitSnippets } from './fit-snippets.ts';
import { notebookCells } from './sources/notebook-cells.ts';
import type { ContextRecord } from './record.ts';
import type { TokenEstimator } from './tokens.ts';
import { type WindowAnchors, cutWindow, noAnchors } from './window.ts';

/**
 * So long after the start, the worker's word is no longer waited for, and an earlier one for the same document serves.
 * Of the 10 ms that a prompt may take, a timer may be 2 late, and what comes after takes under 2.
 */
const gatherWithinMs = 5;

export interface AssembleRequest {
  readonly document: DocumentSnapshot;
  readonly offset: number;
  /** For the token estimate; the windows are kept apart by it, too. */
  readonly model: string;
  readonly limits: PromptLimits;
  readonly settings: {
    readonly maxContextTokens: number;
    readonly weights: Readonly<Partial<Record<ContextSourceKind, number>>>;
  };
  /** Of a text that no worker knows, such as a speculation's: what was gathered last has to do. */
  readonly isSpeculative?: boolean;
}

export interface Assembled {
  readonly draft: PromptDraft;
  readonly record: ContextRecord;
  readonly budget: ContextBudget;
}

/**
 * Puts a prompt together: the window around the cursor, and what other places say. Everything slow was done ahead in a
 * worker; here is cut, chosen and put in order.
 */
export class ContextAssembler {
  readonly #clock: Clock;
  readonly #tokens: TokenEstimator;
  readonly #answers: AnswersAhead;
  readonly #pathOf: (uri: Uri) => string | undefined;
  readonly #repositoryNameOf: (uri: Uri) => string | undefined;
  readonly #cellsOf: (uri: Uri) => readonly NotebookCell[];
  readonly #anchors = new LruMap<string, WindowAnchors>(100);

  constructor(parts: {
    readonly clock: Clock;
    readonly tokens: TokenEstimator;
    /** Asks the interactive worker; null where it doesn't know the text. Never rejects. */
    readonly gather: (query: ContextQuery) => Promise<ContextAnswer | null>;
    /** Below the workspace folder. */
    readonly pathOf: (uri: Uri) => string | undefined;
    readonly repositoryNameOf: (uri: Uri) => string | undefined;
    /** The code cells around one, as `Documents.cells` has them. */
    readonly cellsOf?: (uri: Uri) => readonly NotebookCell[];
  }) {
    this.#clock = parts.clock;
    this.#tokens = parts.tokens;
    this.#answers = new AnswersAhead(parts);
    this.#pathOf = parts.pathOf;
    this.#repositoryNameOf = parts.repositoryNameOf;
    this.#cellsOf = parts.cellsOf ?? ((): readonly NotebookCell[] => []);
  }

  async assemble(request: AssembleRequest): Promise<Assembled> {
    const startedAt = this.#clock.monotonicMs();
    const { document, offset, model, limits, settings } = request;
    const { uri, languageId, text } = document;
    const charactersPerToken = this.#tokens.charactersPerToken(model, languageId);
    const budget = effectiveBudget(settings.maxContextTokens, limits);
    const window = this.#window(request, budget, charactersPerToken);
    const prefix = text.slice(window.start, offset);
    const suffix = text.slice(offset, window.end);
    const tokensOf = (length: number): number => Math.ceil(length / charactersPerToken);
    const maxTokens = this.#tokensForSnippets(budget, limits, tokensOf(prefix.length) + tokensOf(suffix.length));
    const { answer, gathered } = await this.#gather(
      request,
      { maxTokens, charactersPerToken },
      startedAt + gatherWithinMs,
    );
    const path = this.#pathOf(uri) ?? baseName(uri);
    const cells = this.#cells(request, { path, maxTokens, charactersPerToken });
    const fitted = fitSnippets({
      snippets: [...(answer?.snippets ?? []), ...cells],
      window: prefix + suffix,
      maxTokens,
      charactersPerToken,
    });
    return {
      draft: {
        uri,
        offset,
        path,
        languageId,
        repositoryName: this.#repositoryNameOf(uri),
        prefix,
        suffix,
        snippets: fitted.snippets,
      },
      record: {
        budgetTokens: budget.totalTokens,
        prefixTokens: tokensOf(prefix.length),
        suffixTokens: tokensOf(suffix.length),
        snippetTokens: fitted.tokens,
        entries: fitted.entries,
        offered: { ...answer?.offered, ...(cells.length > 0 && { 'notebook-cells': cells.length }) },
        estimateError: this.#tokens.relativeError(model, languageId),
        gathered,
        totalMs: this.#clock.monotonicMs() - startedAt,
      },
      budget,
    };
  }

  /** What will be asked about the new text is asked of the worker now. To be called once it knows of the change. */
  didChange(change: DocumentChange): void {
    this.#answers.didChange(change);
  }

  /** Files are gone, or rules have changed: nothing that was gathered before may stand in for a late answer. */
  didRemoveFiles(): void {
    this.#answers.clear();
  }

  /** A document was closed: its windows start anew. */
  didClose(uri: Uri): void {
    this.#answers.forget(uri);
  }

  #window(
    { document, offset, model, limits, isSpeculative }: AssembleRequest,
    budget: ContextBudget,
    charactersPerToken: number,
  ): { readonly start: number; readonly end: number } {
    const key = `${document.uri} ${model} ${limits.locality}`;
    const { window, anchors } = cutWindow({
      text: document.text,
      offset,
      prefixCharacters: Math.floor(budget.prefix * charactersPerToken),
      suffixCharacters: Math.floor(budget.suffix * charactersPerToken),
      anchors: this.#anchors.get(key) ?? noAnchors,
    });
    // A speculation's text may never come to be; it must not move the window of the text that is there.
    if (isSpeculative !== true) this.#anchors.set(key, anchors);
    return window;
  }

  /** What the window leaves, in steps, so that the choice of snippets doesn't change with each key. */
  #tokensForSnippets(budget: ContextBudget, limits: PromptLimits, windowTokens: number): number {
    const step = 256;
    const left = budget.totalTokens - Math.ceil(windowTokens / step) * step;
    const least = budget.totalTokens - budget.prefix - budget.suffix;
    return snippetTokensOf(Math.max(least, Math.min(left, budget.totalTokens - step)), limits);
  }

  #cells(
    { document, settings }: AssembleRequest,
    parts: { readonly path: string; readonly maxTokens: number; readonly charactersPerToken: number },
  ): readonly RankedSnippet[] {
    const weight = settings.weights['notebook-cells'] ?? 1;
    if (weight === 0) return [];
    const maxTokens = sourceTokens('notebook-cells', parts.maxTokens, weight);
    const found = notebookCells({ ...parts, document, cells: this.#cellsOf(document.uri), maxTokens });
    return found.map((cell) => ({ ...cell, score: cell.score * weight }));
  }

  async #gather(
    { document, offset, settings, isSpeculative }: AssembleRequest,
    { maxTokens, charactersPerToken }: Pick<ContextQuery, 'maxTokens' | 'charactersPerToken'>,
    untilMs: number,
  ): Promise<Gathered> {
    const { uri, version } = document;
    if (maxTokens <= 0) return { answer: undefined, gathered: 'none' };
    if (isSpeculative === true) return this.#answers.earlierFor(uri);
    const { weights } = settings;
    const query = { uri, version, offset, maxTokens, weights, charactersPerToken };
    return this.#answers.answerFor(query, untilMs);
  }
}
