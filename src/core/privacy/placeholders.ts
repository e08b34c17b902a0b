import { LruMap } from '../../base/lru-map.ts';
import type { SecretSpan } from '../host.ts';

const placeholder = /MIDFILL_SECRET_\d+_/g;
const placeholderStart = 'MIDFILL_SECRET_';
/** No placeholder is longer: beyond it a held-back tail can't become one. */
const longestPlaceholder = placeholderStart.length + 12;
/** A key that is being typed is another value at each character; those used longest ago are forgotten. */
const maxValues = 2000;

/**
 * Stands words in for secret values. The same value has the same word for the whole session, since a prompt whose bytes
 * change defeats the servers' caches.
 */
export class Placeholders {
  readonly #wordOf = new LruMap<string, string>(maxValues);
  readonly #valueOf = new LruMap<string, string>(maxValues);
  #lastNumber = 0;

  /** The text with each span's characters replaced. */
  redact(text: string, spans: readonly SecretSpan[]): string {
    let result = '';
    let at = 0;
    for (const { start, end } of spans) {
      if (start < at) continue;
      result += text.slice(at, start) + this.#word(text.slice(start, end));
      at = end;
    }
    return result + text.slice(at);
  }

  /**
   * Puts the values back where a model has repeated words of its prompt, in text that comes in pieces: holds back what
   * may be the start of a word until it is whole. A word that the prompt didn't hold stays a word, or a service could
   * have any secret put anywhere.
   */
  createRestorer(sent: readonly string[]): { push(piece: string): string; end(): string } {
    const valueOf = new Map(
      sent.flatMap((text) => text.match(placeholder) ?? []).map((word) => [word, this.#valueOf.get(word) ?? word]),
    );
    const restore = (text: string): string => text.replace(placeholder, (word) => valueOf.get(word) ?? word);
    let held = '';
    const take = (text: string): string => {
      const cut = heldFrom(text);
      held = text.slice(cut);
      return restore(text.slice(0, cut));
    };
    return { push: (piece) => take(held + piece), end: () => restore(held) };
  }

  #word(value: string): string {
    const known = this.#wordOf.get(value);
    if (known !== undefined) return known;
    this.#lastNumber += 1;
    const word = `${placeholderStart}${this.#lastNumber}_`;
    this.#wordOf.set(value, word);
    this.#valueOf.set(word, value);
    return word;
  }
}

/** Where a text's end may be an unfinished word; the text's length where it can't be. */
function heldFrom(text: string): number {
  for (let at = Math.max(0, text.length - longestPlaceholder); at < text.length; at += 1) {
    const tail = text.slice(at);
    if (placeholderStart.startsWith(tail) || /^MIDFILL_SECRET_\d*$/.test(tail)) return at;
  }
  return text.length;
}
