import type { SecretSpan } from '../host.ts';

const placeholder = /MIDFILL_SECRET_\d+_/g;
const placeholderStart = 'MIDFILL_SECRET_';
/** No placeholder is longer: beyond it a held-back tail can't become one. */
const longestPlaceholder = placeholderStart.length + 12;

/**
 * Stands words in for secret values. The same value has the same word for the whole session, since a prompt whose bytes
 * change defeats the servers' caches.
 */
export class Placeholders {
  readonly #wordOf = new Map<string, string>();
  readonly #valueOf = new Map<string, string>();

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

  /** Puts the values back where a model has repeated their words. */
  restore(text: string): string {
    return text.replace(placeholder, (word) => this.#valueOf.get(word) ?? word);
  }

  /** The same for text that comes in pieces: holds back what may be the start of a word until it is whole. */
  createRestorer(): { push(piece: string): string; end(): string } {
    let held = '';
    const take = (text: string): string => {
      const cut = heldFrom(text);
      held = text.slice(cut);
      return this.restore(text.slice(0, cut));
    };
    return { push: (piece) => take(held + piece), end: () => this.restore(held) };
  }

  #word(value: string): string {
    const known = this.#wordOf.get(value);
    if (known !== undefined) return known;
    const word = `${placeholderStart}${this.#wordOf.size + 1}_`;
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
