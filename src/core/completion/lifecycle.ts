import { type Disposable, DisposableSlot } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { DocumentSnapshot } from '../document.ts';
import type { Host } from '../host.ts';
import type { SuggestionEvent, SuggestionEventKind } from '../telemetry/suggestion-event.ts';
import { type Candidate, matchAt } from './candidate.ts';
import type { SuggestionId } from './outcome.ts';
import type { Reach } from './reach.ts';

/** The command that says "accepted" comes a few milliseconds after the edit; on a busy host not even the next call is later. */
const wordOfAcceptanceMs = 1000;

/** What is on screen, as far as the stable API lets one know. */
export interface Shown {
  readonly id: SuggestionId;
  readonly candidate: Candidate;
  /** Up to where of the candidate's text. */
  readonly until: number;
  readonly remainder: string;
  readonly startedAt: number;
  readonly shownCharacters: number;
  readonly languageId: string;
  readonly typed: number;
  /** Of it, since it was first shown. */
  readonly agreedCharacters: number;
  readonly offset: number;
  /** The last of it that came into the document, and what that was told as. */
  readonly last: { readonly kind: SuggestionEventKind; readonly text: string } | undefined;
}

/** What may be taken in the shown one's place, by the editor's "next suggestion". */
export type Alternative = Pick<Shown, 'candidate' | 'until' | 'remainder' | 'typed'>;

/** Follows the suggestion on screen from its first showing to its end, and tells what becomes of it. */
export class Lifecycle {
  readonly #host: Host;
  readonly #reach: Reach;
  readonly #events = new Emitter<SuggestionEvent>();
  #shown: Shown | undefined;
  /** Offered with what is shown, under its id. */
  #alternatives: readonly Alternative[] = [];
  /** The last one, where nothing of it was left. */
  #completed: Shown | undefined;
  /** While VS Code may still say that it was Tab that took the rest, its end isn't told. */
  readonly #awaited = new DisposableSlot<Disposable>();
  readonly onDidHappen = this.#events.event;

  constructor(host: Host, reach: Reach) {
    this.#host = host;
    this.#reach = reach;
  }

  get shown(): Shown | undefined {
    return this.#shown;
  }

  /** Something is shown at a place: more of the same, or something else. Gives the suggestion's id. */
  show(
    candidate: Candidate,
    until: number,
    remainder: string,
    document: DocumentSnapshot,
    offset: number,
  ): SuggestionId {
    const before = this.#shown;
    const isSame = before !== undefined && isContinued(before, candidate, remainder, document, offset);
    if (before !== undefined && !isSame) this.#end(before, before.remainder === '' ? 'completed' : 'superseded');
    const typed = matchAt(candidate, document, offset)?.typed ?? 0;
    const next: Shown = {
      id: isSame ? before.id : (this.#host.randomId() as SuggestionId),
      candidate,
      until,
      remainder,
      startedAt: isSame ? before.startedAt : this.#host.clock.monotonicMs(),
      shownCharacters: Math.max(isSame ? before.shownCharacters : 0, remainder.length),
      languageId: document.languageId,
      typed,
      agreedCharacters: isSame ? before.agreedCharacters : 0,
      offset,
      last: isSame ? before.last : undefined,
    };
    this.#shown = next;
    this.#alternatives = [];
    if (!isSame) this.#tell(next, 'shown', remainder.length);
    else if (remainder.length > before.remainder.length && before.candidate === candidate && typed === before.typed) {
      this.#tell(next, 'grown', remainder.length - before.remainder.length);
    }
    return next.id;
  }

  /** The editor has these, too: it doesn't tell when it shows one of them, only when it was taken. */
  offerBeside(alternatives: readonly Alternative[]): void {
    this.#alternatives = alternatives;
  }

  /**
   * The document has changed, and the cursor is at one of these offsets. Says how the shown text took it: what was
   * typed is what it said, or not.
   */
  didChange(document: DocumentSnapshot, offsets: readonly number[]): 'agreed' | 'diverged' | 'none' {
    const shown = this.#shown;
    if (shown === undefined || shown.candidate.anchor.uri !== document.uri) return 'none';
    for (const offset of offsets) {
      const match = matchAt(shown.candidate, document, offset);
      if (match === undefined || match.isAhead) continue;
      const characters = match.typed - shown.typed;
      const remainder = match.remainder.slice(0, Math.max(0, shown.until - match.typed));
      const agreedCharacters = shown.agreedCharacters + Math.max(0, characters);
      const text = shown.remainder.slice(0, Math.max(0, characters));
      const last = characters > 0 ? { kind: wayIn(text, remainder), text } : undefined;
      this.#shown = { ...shown, typed: match.typed, remainder, agreedCharacters, offset, last };
      if (last === undefined) return 'none';
      if (shown.candidate.origin !== 'embedded') this.#reach.didAgree(characters, shown.agreedCharacters);
      this.#tell(this.#shown, last.kind, characters, text);
      return 'agreed';
    }
    const taken = this.#alternatives.find((one) => isTaken(one, document, offsets));
    if (taken !== undefined) {
      this.#alternatives = [];
      this.#shown = { ...shown, ...taken };
      return this.didChange(document, offsets);
    }
    if (shown.remainder !== '' && shown.candidate.origin !== 'embedded') this.#reach.didDiverge(shown.agreedCharacters);
    this.#end(shown, shown.remainder === '' ? 'completed' : 'diverged');
    return shown.remainder === '' ? 'agreed' : 'diverged';
  }

  /** VS Code's word for it: the edit before has told what was taken. */
  didAccept(id: SuggestionId): Shown | undefined {
    const shown = this.#shown;
    if (shown?.id === id) {
      this.#end(shown, 'accepted');
      return shown;
    }
    // The next call may come before the word of acceptance, and have ended it already.
    const completed = this.#completed;
    if (completed?.id !== id) return undefined;
    this.#completed = undefined;
    if (this.#awaited.value !== undefined) this.#tellEnd(completed, 'accepted');
    return completed;
  }

  /** The word's key was pressed. The document change before it has told how much came, but not always that it was it. */
  didTakeWord(): void {
    const shown = this.#shown;
    if (shown?.last?.kind === 'typed') this.#tell(shown, 'word-confirmed', shown.last.text.length, shown.last.text);
  }

  dismiss(): Shown | undefined {
    return this.#leave('dismissed');
  }

  leave(): void {
    this.#leave('left');
  }

  /** The editor was answered with nothing, so nothing is on screen any more. */
  clear(): void {
    this.#leave('superseded');
  }

  dispose(): void {
    this.#awaited.dispose();
    this.#events.dispose();
  }

  #leave(kind: SuggestionEventKind): Shown | undefined {
    const shown = this.#shown;
    if (shown !== undefined) this.#end(shown, shown.remainder === '' ? 'completed' : kind);
    return shown;
  }

  #end(shown: Shown, kind: SuggestionEventKind): void {
    this.#shown = undefined;
    if (this.#completed !== undefined && this.#awaited.value !== undefined) this.#tellEnd(this.#completed, 'completed');
    this.#completed = kind === 'completed' ? shown : undefined;
    if (kind !== 'completed' || shown.last?.kind !== 'rest-taken') {
      this.#tellEnd(shown, kind);
      return;
    }
    this.#awaited.value = this.#host.clock.setTimer(wordOfAcceptanceMs, () => this.#tellEnd(shown, kind));
  }

  #tellEnd(shown: Shown, kind: SuggestionEventKind): void {
    this.#awaited.clear();
    this.#tell(shown, kind, shown.remainder.length, shown.remainder);
  }

  #tell(shown: Shown, kind: SuggestionEventKind, characters: number, text = ''): void {
    const { candidate } = shown;
    this.#events.fire({
      suggestionId: shown.id,
      requestId: candidate.requestId,
      kind,
      at: this.#host.clock.now(),
      languageId: shown.languageId,
      uri: candidate.anchor.uri,
      provider: candidate.provider,
      model: candidate.model,
      modelVersion: candidate.end?.modelVersion,
      origin: candidate.source,
      contextSources: candidate.contextSources,
      ttftMs: candidate.ttftMs,
      characters,
      text,
      shownCharacters: shown.shownCharacters,
      visibleMs: this.#host.clock.monotonicMs() - shown.startedAt,
      offset: shown.offset,
    });
  }
}

/** Whether the whole of it has come at once: typed letter by letter, it wasn't what was on screen. */
function isTaken(
  { candidate, until, typed }: Alternative,
  document: DocumentSnapshot,
  offsets: readonly number[],
): boolean {
  return offsets.some((offset) => {
    const match = matchAt(candidate, document, offset);
    return match !== undefined && match.typed === until && until > typed + 1;
  });
}

/** What brought the next part of a suggestion into the document; blanks alone are a key with its indentation. */
function wayIn(text: string, remainder: string): SuggestionEventKind {
  if (text.length === 1 || text.trim() === '') return 'typed';
  if (remainder === '') return 'rest-taken';
  return text.endsWith('\n') ? 'line-taken' : 'word-taken';
}

/** Whether the new text is how the shown one goes on, be it another candidate's. */
function isContinued(
  before: Shown,
  candidate: Candidate,
  remainder: string,
  document: DocumentSnapshot,
  offset: number,
): boolean {
  if (before.candidate === candidate) return true;
  const match = matchAt(before.candidate, document, offset);
  if (match === undefined || match.isAhead) return false;
  const rest = match.remainder.slice(0, Math.max(0, before.until - match.typed));
  return rest !== '' && remainder.startsWith(rest);
}
