import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import type { SuggestionEvent } from './suggestion-event.ts';

/** Shorter than this nobody reads a suggestion: what ends before says nothing about its quality (as in Cody). */
const readAfterMs = 750;

/** How a suggestion ended. Only `accepted`, `partly-accepted` and `rejected` are judgements of the user. */
export type Ending = 'accepted' | 'partly-accepted' | 'typed' | 'rejected' | 'diverged-unread' | 'superseded' | 'left';

export interface EndedSuggestion {
  /** The last event of its life, which says whose it was. */
  readonly suggestion: SuggestionEvent;
  readonly ending: Ending;
  /** Taken by Tab, word or line; not what was typed. */
  readonly acceptedText: string;
  readonly typedCharacters: number;
  /** Where the accepted text stands in the document; undefined where none was taken. */
  readonly acceptedRange: { readonly start: number; readonly end: number } | undefined;
}

interface Life {
  acceptedText: string;
  acceptedStart: number | undefined;
  acceptedEnd: number;
  typedCharacters: number;
}

/**
 * Judges suggestions from what happens to them. A paste that equals the next part counts as taking it. Text that is
 * typed through character by character isn't acceptance. A suggestion that was wholly taken by words is accepted.
 */
export class Endings implements Disposable {
  readonly #lives = new Map<string, Life>();
  readonly #store = new DisposableStore();
  readonly #ended = this.#store.add(new Emitter<EndedSuggestion>());
  readonly onDidEnd = this.#ended.event;

  watch(onDidHappen: Event<SuggestionEvent>): void {
    this.#store.add(onDidHappen((event) => this.#didHappen(event)));
  }

  dispose(): void {
    this.#store.dispose();
    this.#lives.clear();
  }

  #didHappen(event: SuggestionEvent): void {
    const life = this.#lifeOf(event.suggestionId);
    switch (event.kind) {
      case 'shown':
      case 'grown':
        return;
      case 'typed':
        life.typedCharacters += event.characters;
        return;
      case 'chunk-taken':
        this.#take(life, event);
        return;
      case 'accepted':
        if (event.characters > 0) this.#take(life, event);
        break;
      default:
    }
    this.#lives.delete(event.suggestionId);
    this.#ended.fire({
      suggestion: event,
      ending: judge(event, life),
      acceptedText: life.acceptedText,
      typedCharacters: life.typedCharacters,
      acceptedRange:
        life.acceptedStart === undefined ? undefined : { start: life.acceptedStart, end: life.acceptedEnd },
    });
  }

  #take(life: Life, { characters, text, offset }: SuggestionEvent): void {
    life.acceptedStart ??= offset - characters;
    life.acceptedEnd = offset;
    life.acceptedText += text;
  }

  #lifeOf(id: string): Life {
    const known = this.#lives.get(id);
    if (known !== undefined) return known;
    const life: Life = { acceptedText: '', acceptedStart: undefined, acceptedEnd: 0, typedCharacters: 0 };
    this.#lives.set(id, life);
    return life;
  }
}

function judge({ kind, visibleMs }: SuggestionEvent, life: Life): Ending {
  const hasTaken = life.acceptedText !== '';
  switch (kind) {
    case 'accepted':
      return 'accepted';
    case 'completed':
      return hasTaken ? 'accepted' : 'typed';
    case 'dismissed':
      return hasTaken ? 'partly-accepted' : 'rejected';
    case 'diverged':
      if (hasTaken) return 'partly-accepted';
      return visibleMs >= readAfterMs ? 'rejected' : 'diverged-unread';
    case 'superseded':
      return hasTaken ? 'partly-accepted' : 'superseded';
    case 'shown':
    case 'grown':
    case 'typed':
    case 'chunk-taken':
    case 'left':
      return hasTaken ? 'partly-accepted' : 'left';
  }
}
