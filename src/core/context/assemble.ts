import { LruMap } from '../../base/lru-map.ts';
import type { DocumentSnapshot, Uri } from '../document.ts';
import type { Clock } from '../host.ts';
import type { ContextSourceKind, PromptDraft } from '../prompt.ts';
import type { ContextAnswer, ContextQuery } from '../protocol.ts';
import { type ContextBudget, type PromptLimits, effectiveBudget } from './budget.ts';
import { fitSnippets } from './fit-snippets.ts';
import type { ContextRecord } from './record.ts';
import type { TokenEstimator } from './tokens.ts';
import { type WindowAnchors, cutWindow, noAnchors } from './window.ts';

/** The worker's word is waited for this long; then an earlier one for the same document serves. */
const gatherWithinMs = 6;

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
  readonly #gather: (query: ContextQuery) => Promise<ContextAnswer | null>;
  readonly #pathOf: (uri: Uri) => string | undefined;
  readonly #repositoryNameOf: (uri: Uri) => string | undefined;
  readonly #anchors = new LruMap<string, WindowAnchors>(100);
  readonly #gathered = new LruMap<string, ContextAnswer>(50);

  constructor(parts: {
    readonly clock: Clock;
    readonly tokens: TokenEstimator;
    /** Asks the interactive worker; null where it doesn't know the text. Never rejects. */
    readonly gather: (query: ContextQuery) => Promise<ContextAnswer | null>;
    /** Below the workspace folder. */
    readonly pathOf: (uri: Uri) => string | undefined;
    readonly repositoryNameOf: (uri: Uri) => string | undefined;
  }) {
    this.#clock = parts.clock;
    this.#tokens = parts.tokens;
    this.#gather = parts.gather;
    this.#pathOf = parts.pathOf;
    this.#repositoryNameOf = parts.repositoryNameOf;
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
    const { answer, gathered } = await this.#gatherInTime(request, maxTokens, charactersPerToken);
    const fitted = fitSnippets({
      snippets: answer?.snippets ?? [],
      window: prefix + suffix,
      maxTokens,
      charactersPerToken,
    });
    const path = this.#pathOf(uri) ?? baseName(uri);
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
        offered: answer?.offered ?? {},
        estimateError: this.#tokens.relativeError(model, languageId),
        gathered,
        totalMs: this.#clock.monotonicMs() - startedAt,
      },
      budget,
    };
  }

  /** Files are gone, or rules have changed: nothing that was gathered before may stand in for a late answer. */
  didRemoveFiles(): void {
    this.#gathered.clear();
  }

  /** A document was closed: its windows start anew. */
  didClose(uri: Uri): void {
    this.#gathered.delete(uri);
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
    if (limits.takesSnippets === false) return 0;
    const step = 256;
    const left = budget.totalTokens - Math.ceil(windowTokens / step) * step;
    const least = budget.totalTokens - budget.prefix - budget.suffix;
    return Math.max(least, Math.min(left, budget.totalTokens - step));
  }

  async #gatherInTime(
    { document, offset, settings, isSpeculative }: AssembleRequest,
    maxTokens: number,
    charactersPerToken: number,
  ): Promise<{ readonly answer: ContextAnswer | undefined; readonly gathered: ContextRecord['gathered'] }> {
    const { uri, version } = document;
    if (maxTokens <= 0) return { answer: undefined, gathered: 'none' };
    const asked =
      isSpeculative === true
        ? null
        : await this.#inTime(
            uri,
            this.#gather({ uri, version, offset, maxTokens, weights: settings.weights, charactersPerToken }),
          );
    if (asked !== null) return { answer: asked, gathered: 'fresh' };
    const earlier = this.#gathered.get(uri);
    return { answer: earlier, gathered: earlier === undefined ? 'none' : 'stale' };
  }

  /** Null where the answer is late; it is kept for the next request then. */
  #inTime(uri: Uri, asked: Promise<ContextAnswer | null>): Promise<ContextAnswer | null> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(gatherWithinMs, () => resolve(null));
      void asked.then((answer) => {
        timer.dispose();
        if (answer !== null) this.#gathered.set(uri, answer);
        resolve(answer);
      });
    });
  }
}

function baseName(uri: Uri): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
