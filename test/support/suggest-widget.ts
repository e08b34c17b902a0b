import type { FakeEditor } from './fake-editor.ts';

/**
 * The suggest widget as VS Code keeps it beside ghost text: one item is selected for the word before the cursor; the
 * providers are asked again whenever that changes; it goes along with what is typed as long as its text does.
 */
export class SuggestWidget {
  readonly #editor: FakeEditor;

  constructor(editor: FakeEditor) {
    this.#editor = editor;
  }

  /** The word before the cursor, which an item replaces. */
  get word(): string {
    return /[\p{L}\p{N}_$]*$/u.exec(this.#lineBefore)?.[0] ?? '';
  }

  select(text: string): void {
    const end = this.#editor.document.positionAt(this.#editor.cursor);
    const start = { line: end.line, character: end.character - this.word.length };
    this.#editor.select({ range: { start, end }, text });
  }

  close(): void {
    if (this.#editor.selectedItem !== undefined) this.#editor.select(undefined);
  }

  /** Tab, while it is open: the item is inserted, and the widget closes. */
  accept(): void {
    const { selectedItem, cursor, document } = this.#editor;
    if (selectedItem === undefined) return;
    this.#editor.selectedItem = undefined;
    this.#editor.compose(cursor - document.offsetAt(selectedItem.range.start), selectedItem.text);
  }

  /** After anything that happened in the editor: the item follows what was typed, or the widget closes. */
  follow(): void {
    const { selectedItem } = this.#editor;
    if (selectedItem === undefined) return;
    const { start } = selectedItem.range;
    const end = this.#editor.document.positionAt(this.#editor.cursor);
    const typed = this.#lineBefore.slice(start.character);
    const isLeft = end.line !== start.line || end.character < start.character || this.word !== typed;
    if (isLeft || !selectedItem.text.startsWith(typed)) this.close();
    else if (end.character !== selectedItem.range.end.character) {
      this.#editor.select({ range: { start, end }, text: selectedItem.text });
    }
  }

  get #lineBefore(): string {
    const { line, character } = this.#editor.document.positionAt(this.#editor.cursor);
    return this.#editor.document.lineAt(line).slice(0, character);
  }
}
