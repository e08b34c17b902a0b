/**
 * What has no business in code that a model or a server wrote: terminal sequences, control characters but tab and line
 * ends, and characters that change how the text around them is read or that nobody sees (bidirectional controls, tags,
 * zero-width blanks). Joiners stay: scripts and emoji need them.
 */
const unprintable =
  // oxlint-disable-next-line no-control-regex
  /\x1B(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\x07\x1B]{0,256}(?:\x07|\x1B\\)|[PX^_][^\x1B]{0,256}\x1B\\|[ -~])?|\x9B[0-?]{0,32}[@-~]|[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]|\p{Surrogate}/gu;

/** A terminal sequence, or a surrogate pair, that a text's end has cut. */
const unfinished =
  // oxlint-disable-next-line no-control-regex
  /(?:\x1B(?:\[[0-?]{0,32}[ -/]{0,8}|\][^\x07\x1B]{0,256}\x1B?|[PX^_][^\x1B]{0,256}\x1B?)?|\x9B[0-?]{0,32}|[\uD800-\uDBFF])$/;

/** The text without what a terminal or an editor would obey rather than show. */
export function plainText(text: string): string {
  return text.replace(unprintable, '');
}

/** Where a text's end may be half of something that is taken out, or of one character; the length where it isn't. */
export function plainUntil(text: string): number {
  return unfinished.exec(text)?.index ?? text.length;
}

/** The same for text that comes in pieces: holds back what the next piece decides. */
export class PlainTextStream {
  #held = '';

  push(piece: string): string {
    const text = this.#held + piece;
    const end = plainUntil(text);
    this.#held = text.slice(end);
    return plainText(text.slice(0, end));
  }

  /** What was held back and is text after all. */
  flush(): string {
    const held = this.#held;
    this.#held = '';
    return plainText(held);
  }
}
