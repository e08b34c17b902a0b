import { commonPrefixLength } from '../base/text.ts';
import { decideAskedFor } from '../core/completion/decide-asked-for.ts';
import type { ShapingContext } from '../core/completion/shaping/rule.ts';
import { shape } from '../core/completion/shaping/shape.ts';
import type { StreamEnd } from '../core/providers/provider.ts';
import type { Target } from './target.ts';

/** Nothing says here how wide the editor draws a tab. */
const tabSize = 4;

/** What the editor would show of a model's text, as it comes: shaped by the same rules. */
export class ShapedText {
  readonly #context: Omit<ShapingContext, 'end'>;
  #raw = '';
  #given = '';

  constructor({ document, offset }: Pick<Target, 'document' | 'offset'>) {
    const askedFor = decideAskedFor({ document, offset, block: null, likelyLength: Infinity, isBlockWelcome: true });
    const { text, languageId } = document;
    const prefix = text.slice(0, offset);
    this.#context = { prefix, suffix: text.slice(offset), languageId, askedFor, tabSize };
  }

  /** More of the text has come; answers what of it stays, however the text may end. */
  push(piece: string): string {
    this.#raw += piece;
    const ends = [undefined, 'stop', 'length'] as const;
    const [first, ...others] = ends.map((end) => this.#shapedAs(end));
    return this.#give(others.reduce((kept, one) => kept.slice(0, commonPrefixLength(kept, one)), first ?? ''));
  }

  /** The text has ended; answers the rest. */
  end(reason: StreamEnd['reason']): string {
    return this.#give(this.whole(reason));
  }

  /** All of it, with this end. */
  whole(reason: StreamEnd['reason']): string {
    return this.#shapedAs(reason === 'cancelled' ? 'truncated' : reason);
  }

  #shapedAs(end: ShapingContext['end']): string {
    return shape(this.#raw, { ...this.#context, end }).text;
  }

  #give(text: string): string {
    if (!text.startsWith(this.#given)) return '';
    const more = text.slice(this.#given.length);
    this.#given = text;
    return more;
  }
}
