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
  /** All that was left came at once, and nobody has said yet that it was accepted. */
  rest: SuggestionEvent | undefined;
}

/**
 * Judges suggestions from what happens to them. Only VS Code's own word makes an acceptance of the whole: the command
 * that it runs after Tab, or after the word that left nothing. A paste of all the rest is none. Several words at once
 * that are the next part count as taken. Text that is typed character by character isn't.
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
      case 'word-taken':
      case 'line-taken':
        take(life, event);
        return;
      case 'word-confirmed':
        life.typedCharacters -= event.characters;
        take(life, event);
        return;
      case 'rest-taken':
        life.rest = event;
        return;
      case 'accepted':
        if (life.rest !== undefined) take(life, life.rest);
        else if (event.characters > 0) take(life, event);
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

  #lifeOf(id: string): Life {
    const known = this.#lives.get(id);
    if (known !== undefined) return known;
    const life: Life = {
      acceptedText: '',
      acceptedStart: undefined,
      acceptedEnd: 0,
      typedCharacters: 0,
      rest: undefined,
    };
    this.#lives.set(id, life);
    return life;
  }
}

function take(life: Life, { characters, text, offset }: SuggestionEvent): void {
  life.acceptedStart ??= offset - characters;
  life.acceptedEnd = offset;
  life.acceptedText += text;
}

function judge({ kind, visibleMs }: SuggestionEvent, life: Life): Ending {
  const hasTaken = life.acceptedText !== '';
  switch (kind) {
    case 'accepted':
      return 'accepted';
    case 'completed':
      return hasTaken ? 'partly-accepted' : 'typed';
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
    case 'word-taken':
    case 'line-taken':
    case 'word-confirmed':
    case 'rest-taken':
    case 'left':
      return hasTaken ? 'partly-accepted' : 'left';
  }
}
