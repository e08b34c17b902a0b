import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { DocumentChange, DocumentEdit } from '../document.ts';
import type { Clock, Documents } from '../host.ts';
import type { ShownSuggestion } from './observer.ts';

/** Shorter than this nobody reads a suggestion: what ends before says nothing about its quality (as in Cody). */
export const readAfterMs = 750;

/** How a suggestion ended. Only `accepted`, `partly-accepted` and `rejected` are judgements of the user. */
export type Ending = 'accepted' | 'partly-accepted' | 'typed' | 'rejected' | 'diverged-unread' | 'superseded' | 'left';

export interface EndedSuggestion {
  readonly suggestion: ShownSuggestion;
  readonly ending: Ending;
  /** From its first showing to its end. */
  readonly visibleMs: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Taken by Tab, word or line; not what was typed. */
  readonly acceptedText: string;
  readonly typedCharacters: number;
  /** Where the accepted text now stands; undefined where none was taken. */
  readonly acceptedRange: { readonly start: number; readonly end: number } | undefined;
}

interface Current {
  suggestion: ShownSuggestion;
  readonly firstShownMs: number;
  /** What has been taken or typed of it since, and what is left. */
  remainder: string;
  cursor: number;
  acceptedText: string;
  acceptedStart: number | undefined;
  typedCharacters: number;
  /** What was typed and taken of it so far, for backspace to give back. */
  consumed: string;
  /** Set between a change that looks like full acceptance and the command that confirms it. */
  isAcceptPending: boolean;
}

/**
 * Follows the suggestion on screen to its end, on what the stable API gives: the accept command, an Escape and a
 * word key as notices after the fact, and document changes compared with what was left of the text.
 *
 * Ambiguities: a paste that equals the next part of the suggestion counts as taking it. Text that is typed through
 * character by character isn't acceptance. A suggestion whose rest was wholly taken by words counts as accepted.
 */
export class SuggestionLifecycle implements Disposable {
  readonly #clock: Clock;
  readonly #store = new DisposableStore();
  readonly #ended = this.#store.add(new Emitter<EndedSuggestion>());
  readonly onDidEnd = this.#ended.event;
  #current: Current | undefined;

  constructor(parts: { readonly clock: Clock; readonly documents: Documents }) {
    this.#clock = parts.clock;
    this.#store.add(parts.documents.onDidChange((change) => this.#didChange(change)));
    this.#store.add(
      parts.documents.onDidClose((uri) => {
        if (this.#current?.suggestion.uri === uri) this.#end('left');
      }),
    );
  }

  didShow(shown: ShownSuggestion): void {
    const current = this.#current;
    if (current?.suggestion.uri === shown.uri && continues(current, shown)) {
      current.suggestion = { ...shown, id: shown.id };
      current.remainder = shown.remainder;
      current.cursor = shown.offset;
      return;
    }
    this.#end('superseded');
    this.#current = {
      suggestion: shown,
      firstShownMs: this.#clock.monotonicMs(),
      remainder: shown.remainder,
      cursor: shown.offset,
      acceptedText: '',
      acceptedStart: undefined,
      typedCharacters: 0,
      consumed: '',
      isAcceptPending: false,
    };
  }

  /** The editor ran the accept command: the document change came before it. */
  didAccept(id: string): void {
    const current = this.#current;
    if (current?.suggestion.id !== id) return;
    if (current.remainder !== '') this.#take(current, current.remainder, current.cursor);
    this.#end('accepted');
  }

  didDismiss(): void {
    if (this.#current !== undefined) this.#end('rejected');
  }

  /** Confirms what the document change before it has shown already. */
  didAcceptWord(): void {}

  didLeave(): void {
    this.#end('left');
  }

  dispose(): void {
    this.#store.dispose();
    this.#current = undefined;
  }

  #didChange({ document, edits, reason }: DocumentChange): void {
    const current = this.#current;
    if (current === undefined || document.uri !== current.suggestion.uri) return;
    if (reason !== 'edit') {
      this.#end('left');
      return;
    }
    for (const edit of edits) {
      if (this.#current === undefined) return;
      this.#follow(current, edit);
    }
    if (this.#current === current && current.remainder === '' && !current.isAcceptPending) {
      this.#end(current.acceptedText === '' ? 'typed' : 'accepted');
    }
  }

  #follow(current: Current, edit: DocumentEdit): void {
    const { offset, deletedLength, insertedText } = edit;
    if (offset + deletedLength < current.cursor - lineReach) {
      current.cursor += insertedText.length - deletedLength;
      if (current.acceptedStart !== undefined) current.acceptedStart += insertedText.length - deletedLength;
      return;
    }
    if (offset > current.cursor) return;
    // What the edit puts before the old cursor is given back; the rest is new text at the cursor.
    const kept = current.cursor - offset;
    const isWholeItem = deletedLength >= kept && insertedText.length > kept && deletedLength > 0;
    const added = isWholeItem ? insertedText.slice(kept) : insertedText;
    if (!isWholeItem && (offset !== current.cursor || deletedLength > 0)) {
      if (insertedText === '' && offset + deletedLength === current.cursor) this.#giveBack(current, deletedLength);
      else this.#diverge(current);
      return;
    }
    if (added === current.remainder && (added.length > 1 || isWholeItem)) {
      this.#take(current, added, current.cursor);
      current.isAcceptPending = true;
    } else if (added.length > 1 && current.remainder.startsWith(added)) {
      this.#take(current, added, current.cursor);
    } else if (added.length > 0 && current.remainder.startsWith(added.slice(0, 1)) && isTyped(added)) {
      current.typedCharacters += 1;
      current.consumed += current.remainder.slice(0, 1);
      current.remainder = current.remainder.slice(1);
      current.cursor += 1;
    } else {
      this.#diverge(current);
    }
  }

  #take(current: Current, text: string, at: number): void {
    current.acceptedStart ??= at;
    current.acceptedText += text;
    current.consumed += text;
    current.remainder = current.remainder.slice(text.length);
    current.cursor = at + text.length;
  }

  /** Backspace before the suggestion: it comes back longer, so nothing is judged yet. */
  #giveBack(current: Current, length: number): void {
    const given = Math.min(length, current.consumed.length);
    const deleted =
      current.suggestion.document.text.slice(current.cursor - length, current.cursor - given) +
      current.consumed.slice(current.consumed.length - given);
    current.cursor -= length;
    current.consumed = current.consumed.slice(0, current.consumed.length - given);
    current.typedCharacters = Math.max(0, current.typedCharacters - length);
    current.remainder = deleted + current.remainder;
  }

  #diverge(current: Current): void {
    const wasRead = this.#clock.monotonicMs() - current.firstShownMs >= readAfterMs;
    this.#end(wasRead ? 'rejected' : 'diverged-unread');
  }

  #end(ending: Ending): void {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    const isPartly = current.acceptedText !== '' && ending !== 'accepted';
    this.#ended.fire({
      suggestion: current.suggestion,
      ending: current.isAcceptPending ? 'accepted' : isPartly ? 'partly-accepted' : ending,
      visibleMs: this.#clock.monotonicMs() - current.firstShownMs,
      at: this.#clock.now(),
      acceptedText: current.acceptedText,
      typedCharacters: current.typedCharacters,
      acceptedRange:
        current.acceptedStart === undefined
          ? undefined
          : { start: current.acceptedStart, end: current.acceptedStart + current.acceptedText.length },
    });
  }
}

/** An item's range starts on the cursor's line: an edit further back than a long line is somewhere else. */
const lineReach = 2000;

/** A key gives one character, or one with the closer that the editor adds. */
function isTyped(added: string): boolean {
  return added.length === 1 || /^(?:\(\)|\[\]|\{\}|""|''|``|<>)$/.test(added);
}

/** Whether what is shown now is the rest of what was shown, or has grown from it. */
function continues(current: Current, shown: ShownSuggestion): boolean {
  if (shown.offset !== current.cursor) return false;
  return shown.remainder.startsWith(current.remainder) || current.remainder.startsWith(shown.remainder);
}
