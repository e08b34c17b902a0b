import { plainText } from '../../base/plain-text.ts';
import type { Uri } from '../document.ts';
import type { Documents, SecretSpan } from '../host.ts';
import type { ContextSnippet, ContextSourceKind, PromptDraft } from '../prompt.ts';
import type { Consent } from './consent.ts';
import type { DocumentSecrets } from './document-secrets.ts';
import type { FileRules, FileVerdict } from './file-rules.ts';
import type { Placeholders } from './placeholders.ts';
import { findPieces } from './secret-pieces.ts';
import { mergeSpans } from './secret-spans.ts';
import type { Destination, RefusalReason, SendablePrompt } from './sendable-prompt.ts';

export type Sealed =
  | { readonly kind: 'sendable'; readonly prompt: SendablePrompt }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

export interface GateSettings {
  readonly remote: 'on' | 'off';
  readonly isWorkspaceTrusted: boolean;
}

/**
 * Characters of other documents' edits that are looked at while a prompt is waited for, some 1 ms of work; what comes from
 * a document that would take more is left out until it has been looked at.
 */
const maxWork = 9000;

/** Sources that speak of the index alone. */
const indexed: ReadonlySet<ContextSourceKind> = new Set(['definitions', 'repository', 'fingerprint']);

/**
 * The one way from a draft to something that a provider accepts. Asks the file rules, the user's consent and the
 * workspace's trust, and stands placeholders in for secret values.
 */
export class PrivacyGate {
  readonly #rules: FileRules;
  readonly #consent: Consent;
  readonly #secrets: DocumentSecrets;
  readonly #placeholders: Placeholders;
  readonly #documents: Documents;
  readonly #settings: () => GateSettings;

  constructor(parts: {
    readonly rules: FileRules;
    readonly consent: Consent;
    readonly secrets: DocumentSecrets;
    readonly placeholders: Placeholders;
    readonly documents: Documents;
    readonly settings: () => GateSettings;
  }) {
    this.#rules = parts.rules;
    this.#consent = parts.consent;
    this.#secrets = parts.secrets;
    this.#placeholders = parts.placeholders;
    this.#documents = parts.documents;
    this.#settings = parts.settings;
  }

  /** Why nothing at all may go to a destination; undefined where something may. */
  refusalFor(destination: Destination): RefusalReason | undefined {
    if (destination.locality !== 'hosted') return undefined;
    const { remote, isWorkspaceTrusted } = this.#settings();
    if (remote === 'off') return 'remote-off';
    if (!isWorkspaceTrusted) return 'untrusted-workspace';
    void this.#consent.refresh();
    return this.#consent.answer(destination.origin) === 'granted' ? undefined : 'no-consent';
  }

  /** Why a document may not be completed in by a destination; undefined where it may. */
  refusalForDocument(uri: Uri, destination: Destination): RefusalReason | undefined {
    const verdict = this.#rules.verdict(uri);
    if (verdict === 'loading') return 'rules-loading';
    if (!verdict.mayRunLocally) return 'ignored-file';
    if (destination.locality !== 'hosted' || verdict.maySend) return undefined;
    return verdict.because === 'remote-off' ? 'remote-off' : 'local-only-file';
  }

  /** Waits until what may be done with a document is known: its file may have been saved, or become a link, just now. */
  async whenJudged(uri: Uri | undefined): Promise<void> {
    if (uri !== undefined) await this.#judge(uri);
  }

  async seal(draft: PromptDraft, destination: Destination): Promise<Sealed> {
    // A snippet's own file is judged again: rules may have changed since it was indexed. All at once, for the disk's sake.
    const verdicts = this.#judgeAll(draft.snippets);
    await this.#judge(draft.uri);
    // For the next time: the user's own file may be a link, and lead elsewhere by then.
    void this.#rules.load(draft.uri);
    if (destination.locality === 'hosted') await this.#consent.refresh();
    const refusal = this.refusalFor(destination) ?? this.refusalForDocument(draft.uri, destination);
    if (refusal !== undefined) return { kind: 'refused', reason: refusal };
    const around = await this.#redactAround(draft);
    if (around === 'cursor-in-secret') return { kind: 'refused', reason: around };
    const allowed: ContextSnippet[] = [];
    let work = 0;
    for (const snippet of draft.snippets) {
      const verdict = snippet.uri && (await verdicts.get(snippet.uri));
      if (verdict !== undefined) {
        const isOwn = snippet.uri === draft.uri || snippet.source === 'notebook-cells';
        if (!isOwn && !verdict.mayIndex) continue;
        if (!(destination.locality === 'hosted' ? verdict.maySend : verdict.mayRunLocally)) continue;
      }
      const more = snippet.uri === draft.uri ? 0 : this.#workFor(snippet.uri);
      if (work + more > maxWork) continue;
      work += more;
      allowed.push(snippet);
    }
    await this.#secrets.scanSnippets(allowed.map(({ text }) => text));
    const snippets: ContextSnippet[] = [];
    for (const snippet of allowed) {
      const spans = await this.#secretsIn(snippet.text, snippet.uri);
      const text = this.#placeholders.redact(snippet.text, spans);
      snippets.push({ ...snippet, path: plainName(snippet.path), text });
    }
    // Asked again: consent or rules may have gone while secrets were looked for, or the file may just have been saved.
    await this.#judge(draft.uri);
    const late = this.refusalFor(destination) ?? this.refusalForDocument(draft.uri, destination);
    if (late !== undefined) return { kind: 'refused', reason: late };
    const path = plainName(draft.path);
    const prompt = { ...draft, ...around, path, snippets, destination } as unknown as SendablePrompt;
    return { kind: 'sendable', prompt };
  }

  /**
   * Does ahead what sealing these snippets will take: a seal that is waited for then asks no disk and scans nothing that
   * is as it was.
   */
  async prepare(snippets: readonly ContextSnippet[]): Promise<void> {
    this.#judgeAll(snippets);
    void this.#consent.refresh();
    await this.#secrets.scanSnippetsInTurn(snippets.map(({ text }) => text));
  }

  /** How much of a snippet's document has to be looked at before anything of it may be sent. */
  #workFor(uri: Uri | undefined): number {
    const document = uri === undefined ? undefined : this.#documents.get(uri);
    return document === undefined ? 0 : this.#secrets.workFor(document);
  }

  /** The word on each of the files that snippets come from. */
  #judgeAll(snippets: readonly ContextSnippet[]): ReadonlyMap<Uri, FileVerdict | Promise<FileVerdict>> {
    const isFromIndex = new Map<Uri, boolean>();
    for (const { uri, source } of snippets) {
      if (uri !== undefined) isFromIndex.set(uri, indexed.has(source) && isFromIndex.get(uri) !== false);
    }
    return new Map([...isFromIndex].map(([uri, isIndexed]) => [uri, this.#judge(uri, isIndexed)]));
  }

  /** By the rules as they are now; where the file really lies is looked up on the disk once, and where it changes. */
  #judge(uri: Uri, isFromIndex = false): FileVerdict | Promise<FileVerdict> {
    const verdict = this.#rules.verdict(uri, isFromIndex);
    return verdict === 'loading' ? this.#rules.load(uri) : verdict;
  }

  /** Puts secret values back where a model's text repeats its prompt's placeholders, piece by piece. */
  createRestorer({ prefix, suffix, snippets }: SendablePrompt): ReturnType<Placeholders['createRestorer']> {
    return this.#placeholders.createRestorer([prefix, suffix, ...snippets.map(({ text }) => text)]);
  }

  /**
   * Secrets in a text that is cut out of a document, or of how it was or would be: those that show in it, and what is
   * left in it of those that the whole document is known to hold.
   */
  async #secretsIn(text: string, uri: Uri | undefined): Promise<readonly SecretSpan[]> {
    const spans = await this.#secrets.scanSnippet(text);
    const document = uri === undefined ? undefined : this.#documents.get(uri);
    if (document === undefined) return spans;
    const known = await this.#secrets.find(document);
    return mergeSpans([...spans, ...findPieces(text, document.text, known)]);
  }

  /** `prefix` and `suffix` meet at the cursor; both are parts of the document where it is open. */
  async #redactAround(draft: PromptDraft): Promise<{ prefix: string; suffix: string } | 'cursor-in-secret'> {
    const { prefix, suffix } = draft;
    const joined = prefix + suffix;
    const document = this.#documents.get(draft.uri);
    const start = document === undefined ? -1 : findWindow(document.text, draft);
    const spans =
      document === undefined || start === -1
        ? await this.#secretsIn(joined, draft.uri)
        : clip(await this.#secrets.find(document), start, joined.length);
    if (spans.some((span) => span.start < prefix.length && span.end > prefix.length)) return 'cursor-in-secret';
    const before = spans.filter((span) => span.end <= prefix.length);
    const after = spans
      .filter((span) => span.start >= prefix.length)
      .map((span) => ({ ...span, start: span.start - prefix.length, end: span.end - prefix.length }));
    return { prefix: this.#placeholders.redact(prefix, before), suffix: this.#placeholders.redact(suffix, after) };
  }
}

/** A file may be called anything; in a prompt its name is one line. */
function plainName(path: string): string {
  return plainText(path).replace(/\s+/g, ' ');
}

/** Where the window around the cursor starts in the document; -1 where the document has moved on. */
function findWindow(text: string, { prefix, suffix, offset }: PromptDraft): number {
  const start = offset - prefix.length;
  return start >= 0 && text.startsWith(prefix, start) && text.startsWith(suffix, offset) ? start : -1;
}

/** The parts of spans that lie in a window, from its start: a secret cut by the window is masked as far as it shows. */
function clip(spans: readonly SecretSpan[], start: number, length: number): readonly SecretSpan[] {
  return spans
    .map((span) => ({ ...span, start: Math.max(0, span.start - start), end: Math.min(length, span.end - start) }))
    .filter((span) => span.start < span.end);
}
