import { lineEnd, lineStart } from '../../base/text.ts';
import type { DocumentEdit } from '../document.ts';

/** A place that was edited: what stood there before, and where what stands there now lies. */
interface Hunk {
  /** Whole lines, without the last line end. */
  readonly before: string;
  /** Offsets into the text as it is now; at line borders. */
  readonly start: number;
  readonly end: number;
  /** Grows with each edit anywhere in the document. */
  readonly order: number;
}

/** An edited place, as whole lines before and after. */
export interface EditedPlace {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  readonly order: number;
}

const maxHunks = 12;
/** A hunk that grows beyond this is a paste or a reformatting, and says nothing about what comes next. */
const maxHunkCharacters = 1500;

/** What was edited in a document lately: edits on touching lines are one place. Costs as much as the edit is long. */
export class EditHistory {
  #hunks: Hunk[] = [];
  #order = 0;

  /** `text` is the text before the edit. */
  add(text: string, { offset, deletedLength, insertedText }: DocumentEdit): void {
    this.#order += 1;
    let start = lineStart(text, offset);
    let end = lineEnd(text, offset + deletedLength);
    const touching = this.#hunks.filter((hunk) => hunk.start <= end + 1 && hunk.end + 1 >= start);
    // The union of all: its text before the first edit is what the hunks remember, joined by what lay between them.
    start = Math.min(start, ...touching.map((hunk) => hunk.start));
    end = Math.max(end, ...touching.map((hunk) => hunk.end));
    let before = '';
    let at = start;
    for (const hunk of touching) {
      before += text.slice(at, hunk.start) + hunk.before;
      at = hunk.end;
    }
    before += text.slice(at, end);
    const shift = insertedText.length - deletedLength;
    const others = this.#hunks
      .filter((hunk) => !touching.includes(hunk))
      .map((hunk) => (hunk.start > end ? { ...hunk, start: hunk.start + shift, end: hunk.end + shift } : hunk));
    const isSmall = end + shift - start <= maxHunkCharacters && before.length <= maxHunkCharacters;
    const merged = isSmall ? [{ before, start, end: end + shift, order: this.#order }] : [];
    this.#hunks = [...others, ...merged].toSorted((a, b) => a.start - b.start);
    if (this.#hunks.length > maxHunks) {
      const oldest = Math.min(...this.#hunks.map(({ order }) => order));
      this.#hunks = this.#hunks.filter(({ order }) => order !== oldest);
    }
  }

  /** Places that differ from what they were, in the order of the text. */
  places(text: string): readonly EditedPlace[] {
    return this.#hunks
      .map((hunk) => ({ ...hunk, after: text.slice(hunk.start, hunk.end) }))
      .filter(({ before, after }) => before !== after);
  }
}
