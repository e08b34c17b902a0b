import type { Lexicon } from './lexicon.ts';
import type { SliceSearch } from './slice-search.ts';
import { hasSpace, kindNewline, kindOf } from './token.ts';
import { renderNewline } from './tokenizer.ts';

/** Turns tokens back into text, from what the open files and the slices remember. */
export class TokenTexts {
  readonly #lexicon: Lexicon;
  readonly #slices: readonly SliceSearch[];

  constructor(lexicon: Lexicon, slices: readonly SliceSearch[]) {
    this.#lexicon = lexicon;
    this.#slices = slices;
  }

  /** What a token adds after a line that is indented by `indentation`; empty where its text is not known. */
  textOf(token: number, indentation = ''): string {
    const text = this.describe(token);
    return kindOf(token) === kindNewline && text !== '' ? renderNewline(text, indentation) : text;
  }

  /** A token's text; a newline's description. With or without its blank, whichever has been seen. */
  describe(token: number): string {
    const known = this.#lexicon.textOf(token);
    if (known !== undefined) return known;
    let text: string | undefined;
    for (const slice of this.#slices) {
      text = slice.textOf(token);
      if (text !== undefined) break;
    }
    if (text === undefined) {
      const twin = this.#lexicon.textOf(token ^ 1);
      if (twin === undefined) return '';
      text = hasSpace(token) ? ` ${twin}` : twin.slice(1);
    }
    this.#lexicon.add(token, text);
    return text;
  }

  /** Makes the text of a token known that no file has. */
  add(token: number, text: string): void {
    this.#lexicon.add(token, text);
  }
}
