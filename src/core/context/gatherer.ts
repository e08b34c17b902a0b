import { fileOf } from '../document.ts';
import type { Clock } from '../host.ts';
import type { ContextSourceKind } from '../prompt.ts';
import type { ContextAnswer, ContextQuery, ProjectManifest, RankedSnippet } from '../protocol.ts';
import { sourceTokens } from './budget.ts';
import { type DefinitionChoice, chooseDefinitions, noChoice } from './definition-snippets.ts';
import { focusAt } from './focus.ts';
import { type ResolvedImport, resolveImports } from './import-resolution.ts';
import type { OpenDocument } from './open-document.ts';
import type { FileOutline } from './outline.ts';
import { findDefinitions } from './sources/definitions.ts';
import { fingerprintOf } from './sources/fingerprint.ts';
import { recentEdits } from './sources/recent-edits.ts';
import { SimilarWindows } from './sources/similar-windows.ts';
import { usedFiles } from './sources/used-files.ts';
import type { SymbolFile, SymbolIndex } from './symbol-index.ts';

/** What was gathered for a document last, to be given again and to keep prompts alike. */
interface Gathered {
  readonly imports: readonly ResolvedImport[];
  readonly used: readonly SymbolFile[];
  readonly outline: FileOutline;
  readonly indexVersion: number;
  choice: DefinitionChoice;
  /** The place and the settings that `answer` is for. */
  key: string;
  answer: ContextAnswer;
}

const nothing: ContextAnswer = { snippets: [], offered: {}, elapsedMs: 0 };

/** Answers what other places say that helps at a place in a document. In the interactive worker, between keys. */
export class ContextGatherer {
  readonly #clock: Clock;
  readonly #index: SymbolIndex;
  readonly #windows = new SimilarWindows();
  readonly #gathered = new Map<OpenDocument, Gathered>();
  readonly #manifests = new Map<string, ProjectManifest>();
  #indexVersion = 0;

  constructor(parts: { readonly clock: Clock; readonly index: SymbolIndex }) {
    this.#clock = parts.clock;
    this.#index = parts.index;
  }

  /** The index has changed: what imports mean may have, too. */
  didChangeIndex(): void {
    this.#indexVersion += 1;
  }

  setManifest(manifest: ProjectManifest): void {
    this.#manifests.set(manifest.uri, manifest);
  }

  forgetManifests(): void {
    this.#manifests.clear();
  }

  forget(document: OpenDocument): void {
    this.#gathered.delete(document);
    this.#windows.forget(document);
  }

  gather(document: OpenDocument, query: ContextQuery, open: readonly OpenDocument[]): ContextAnswer {
    const startedAt = this.#clock.monotonicMs();
    const known = this.#current(document);
    const others = open.filter((other) => other !== document && other.mayIndex);
    const key = placeKey(document, query, others);
    if (known.key === key && known.indexVersion === this.#indexVersion) return known.answer;
    const { text } = document.snapshot;
    const focus = focusAt(text, query.offset, this.#index);
    const weightOf = (source: ContextSourceKind): number => query.weights[source] ?? 1;
    const tokensFor = (source: ContextSourceKind): number => sourceTokens(source, query.maxTokens, weightOf(source));
    const offered: Partial<Record<ContextSourceKind, number>> = {};
    const snippets: RankedSnippet[] = [];
    const offer = (source: ContextSourceKind, count: number, found: readonly RankedSnippet[]): void => {
      if (count > 0) offered[source] = count;
      snippets.push(...found.map((snippet) => ({ ...snippet, score: snippet.score * weightOf(source) })));
    };
    const { charactersPerToken } = query;
    if (weightOf('fingerprint') > 0) {
      const found = fingerprintOf(document, [...this.#manifests.values()], charactersPerToken);
      offer('fingerprint', found.length, found);
    }
    const definitionWeights = { definitions: weightOf('definitions'), repository: weightOf('repository') };
    const candidates = findDefinitions({
      index: this.#index,
      document,
      imports: known.imports,
      used: known.used,
      focus,
      weights: definitionWeights,
    });
    known.choice = chooseDefinitions({
      index: this.#index,
      candidates,
      maxTokens: Math.min(query.maxTokens, tokensFor('definitions') + tokensFor('repository')),
      charactersPerToken,
      before: known.choice,
    });
    for (const source of ['definitions', 'repository'] as const) {
      const count = candidates.filter((candidate) => candidate.source === source).length;
      if (count > 0) offered[source] = count;
    }
    snippets.push(...known.choice.snippets);
    if (weightOf('recent-tabs') > 0) {
      const { found, windows } = this.#windows.find({
        document,
        offset: query.offset,
        others: others.filter(({ uri }) => fileOf(uri) !== fileOf(document.uri)),
        index: this.#index,
        maxTokens: tokensFor('recent-tabs'),
        charactersPerToken,
      });
      offer('recent-tabs', windows, found);
    }
    if (weightOf('recent-edits') > 0) {
      const edits = recentEdits({
        document,
        offset: query.offset,
        others,
        maxTokens: tokensFor('recent-edits'),
        charactersPerToken,
      });
      offer('recent-edits', edits.offered, edits.snippets);
    }
    known.key = key;
    known.answer = { snippets, offered, elapsedMs: this.#clock.monotonicMs() - startedAt };
    return known.answer;
  }

  /** What is known of a document, with its imports resolved against the index as it is. */
  #current(document: OpenDocument): Gathered {
    const before = this.#gathered.get(document);
    if (before?.outline === document.outline && before.indexVersion === this.#indexVersion) return before;
    const imports = resolveImports(this.#index, document, document.outline.imports);
    const gathered: Gathered = {
      imports,
      used: usedFiles(this.#index, document, document.snapshot.text),
      outline: document.outline,
      indexVersion: this.#indexVersion,
      choice: before?.choice ?? noChoice,
      key: '',
      answer: nothing,
    };
    this.#gathered.set(document, gathered);
    return gathered;
  }
}

/**
 * While a word is being typed the answer stays: only a finished word, another line or another file's edit asks for a
 * new one.
 */
function placeKey(document: OpenDocument, query: ContextQuery, others: readonly OpenDocument[]): string {
  const { snapshot } = document;
  const { line } = snapshot.positionAt(query.offset);
  const start = snapshot.offsetAt({ line, character: 0 });
  const before = snapshot.text.slice(start, query.offset).replace(/[\p{L}\p{N}_$]*$/u, '');
  const versions = others.map(({ snapshot: other }) => `${other.uri}@${other.version}`).join(' ');
  const weights = JSON.stringify(query.weights);
  return `${line} ${before} ${query.maxTokens} ${query.charactersPerToken.toFixed(1)} ${weights} ${versions}`;
}
