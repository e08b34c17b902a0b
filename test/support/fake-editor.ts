import type { CompletionAnswer, CompletionCall, CompletionSession } from '../../src/core/completion/api.ts';
import type { Suggestion } from '../../src/core/completion/outcome.ts';
import { openQuote } from '../../src/core/completion/shaping/brackets.ts';
import { isVisible } from '../../src/core/completion/visibility.ts';
import type { DocumentChange, DocumentSnapshot, Uri } from '../../src/core/document.ts';
import type { RefreshPlace } from '../../src/core/host.ts';
import { FakeHost } from './fake-host.ts';

/** A host whose refresh reaches an imaginary editor. */
export class EditorHost extends FakeHost {
  readonly editors = new Map<Uri, (place: RefreshPlace) => void>();
  override readonly refresh = (place: RefreshPlace): void => {
    this.refreshes.push(place);
    this.editors.get(place.uri)?.(place);
  };
}

export interface Ghost {
  readonly suggestion: Suggestion;
  /** Offsets of what it replaces; they move with typing. */
  readonly start: number;
  readonly end: number;
  /** What one sees of it. */
  readonly text: string;
}

export interface EditorOptions {
  /** What VS Code waits before it calls a provider. */
  readonly debounceMs: number;
  /** From `refresh` to the provider call it causes. */
  readonly refreshMs: number;
  /** Closers come by themselves behind openers, and are typed over. */
  readonly autoClose: boolean;
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'", '`': '`' };

/**
 * One editor as VS Code behaves towards a provider of inline completions: it calls after each edit, cancels with each
 * edit, maps ghost text through typing at once, shows what its rule lets through, and takes `[]` as "remove".
 */
export class FakeEditor {
  readonly host: EditorHost;
  readonly uri: Uri;
  readonly options: EditorOptions;
  readonly calls: { readonly at: number; readonly trigger: string; readonly answerMs: number }[] = [];
  session!: CompletionSession;
  cursor = 0;
  /** What the last answer offered and still fits; the first one is on screen. */
  #offered: readonly Ghost[] = [];
  onGhost: (before: Ghost | undefined, after: Ghost | undefined, cause: 'edit' | 'answer') => void = () => {};
  isInlineSuggestEnabled = true;
  cursorCount = 1;
  isInSnippet = false;
  selectedItem: CompletionCall['selectedItem'] | undefined;
  #calling: AbortController | undefined;
  #timer: { dispose(): void } | undefined;
  #refreshTimer: { dispose(): void } | undefined;

  constructor(host: EditorHost, uri: Uri, options: Partial<EditorOptions> = {}) {
    this.host = host;
    this.uri = uri;
    this.options = { debounceMs: 50, refreshMs: 50, autoClose: false, ...options };
    host.editors.set(uri, (place) => this.#refresh(place));
  }

  get ghost(): Ghost | undefined {
    return this.#offered[0];
  }

  get document(): DocumentSnapshot {
    const document = this.host.documents.get(this.uri);
    if (document === undefined) throw new Error(`${this.uri} is not open.`);
    return document;
  }

  get text(): string {
    return this.document.text;
  }

  /** `foo = [bar]` with ghost text, `foo = █` without. */
  get screen(): string {
    const { text } = this;
    const shown = this.ghost === undefined ? '█' : `[${this.ghost.text}]`;
    return text.slice(0, this.cursor) + shown + text.slice(this.cursor);
  }

  /** One key that inserts text. */
  type(text: string, mayClose = this.options.autoClose): void {
    const next = this.text[this.cursor];
    if (this.options.autoClose && text === next && Object.values(closers).includes(text)) {
      // Typing over an auto-closed character: the document takes it as an edit of the same text.
      this.#edit(this.cursor, 1, text, this.cursor + 1);
      return;
    }
    const lineBefore = this.text.slice(this.text.lastIndexOf('\n', this.cursor - 1) + 1, this.cursor);
    // A quote in a string ends it.
    const closer = mayClose && openQuote(lineBefore) !== text ? closers[text] : undefined;
    const isFree = next === undefined || /[\s)\]}>;,]/.test(next);
    this.#edit(this.cursor, 0, closer !== undefined && isFree ? text + closer : text, this.cursor + text.length);
  }

  enter(indentation = ''): void {
    this.#edit(this.cursor, 0, `\n${indentation}`, this.cursor + 1 + indentation.length);
  }

  /** A step of an input method: what it has composed so far is replaced. */
  compose(deleted: number, text: string): void {
    const start = this.cursor - deleted;
    this.#edit(start, deleted, text, start + text.length);
  }

  backspace(): void {
    if (this.cursor > 0) this.#edit(this.cursor - 1, 1, '', this.cursor - 1);
  }

  /** An edit that isn't the user's typing, such as a formatter's; the cursor moves with it. */
  editElsewhere(offset: number, deleted: number, inserted: string): void {
    const moved = offset <= this.cursor ? this.cursor + inserted.length - deleted : this.cursor;
    this.#edit(offset, deleted, inserted, moved);
  }

  undo(offset: number, deleted: number, inserted: string, cursor: number): void {
    this.#edit(offset, deleted, inserted, cursor, 'undo');
  }

  /** Tab: takes all of the ghost text, where there is some. */
  accept(): boolean {
    const { ghost } = this;
    if (ghost === undefined) return false;
    this.#offer([], 'edit');
    const { text, id } = ghost.suggestion;
    this.#edit(ghost.start, ghost.end - ghost.start, text, ghost.start + text.length);
    this.session.didAccept(id);
    return true;
  }

  /** "Show next inline suggestion". */
  showNext(): void {
    const [shown, ...others] = this.#offered;
    if (shown !== undefined) this.#offer([...others, shown], 'edit');
  }

  acceptWord(): void {
    const { ghost } = this;
    if (ghost === undefined) return;
    const word = /^\s*(?:[\p{L}\p{N}_$]+|[^\p{L}\p{N}_$\s]+)/u.exec(ghost.text)?.[0] ?? ghost.text;
    const isAll = word === ghost.text;
    if (isAll) {
      this.accept();
      return;
    }
    this.#edit(this.cursor, 0, word, this.cursor + word.length);
    this.session.didAcceptWord();
  }

  escape(): void {
    if (this.ghost === undefined) return;
    this.#stop();
    this.session.didDismiss();
  }

  moveTo(offset: number): void {
    if (offset === this.cursor) return;
    this.cursor = offset;
    if (this.ghost !== undefined) this.#stop();
    this.session.didLeave();
  }

  blur(): void {
    this.#stop();
    this.session.didLeave();
  }

  /** The editor's command "trigger inline suggestion". */
  async trigger(): Promise<CompletionAnswer> {
    return this.#call('explicit');
  }

  dispose(): void {
    this.#stop();
  }

  /** Another item is selected in the suggest widget, or it has closed: the editor hides what doesn't go with it, and asks anew. */
  select(item: CompletionCall['selectedItem'] | undefined): void {
    this.selectedItem = item;
    this.#calling?.abort();
    const goesWithIt = item === undefined || this.ghost?.suggestion.text.startsWith(item.text) === true;
    if (!goesWithIt) this.#offer([], 'edit');
    this.#callLater();
  }

  /** Nothing is called until the next edit. */
  #stop(): void {
    this.#timer?.dispose();
    this.#refreshTimer?.dispose();
    this.#calling?.abort();
    this.#offer([], 'edit');
  }

  #edit(
    offset: number,
    deletedLength: number,
    insertedText: string,
    cursor: number,
    reason: DocumentChange['reason'] = 'edit',
  ): void {
    this.cursor = cursor;
    this.host.documents.edit(this.uri, [{ offset, deletedLength, insertedText }], reason);
    this.#calling?.abort();
    this.#refreshTimer?.dispose();
    this.#offer(
      this.#offered.map((ghost) => this.#mapped(ghost, offset, deletedLength, insertedText)),
      'edit',
    );
    this.#callLater();
  }

  #callLater(): void {
    this.#timer?.dispose();
    this.#timer = this.host.clock.setTimer(this.options.debounceMs, () => void this.#call('automatic'));
  }

  #mapped(ghost: Ghost, offset: number, deleted: number, inserted: string): Ghost | undefined {
    if (offset + deleted <= ghost.start && offset < ghost.start) {
      const shift = inserted.length - deleted;
      return this.#shownAs(ghost.suggestion, ghost.start + shift, ghost.end + shift);
    }
    if (offset > ghost.end) return this.#shownAs(ghost.suggestion, ghost.start, ghost.end);
    if (offset < ghost.start) return undefined;
    return this.#shownAs(ghost.suggestion, ghost.start, ghost.end + inserted.length - deleted);
  }

  #shownAs(suggestion: Suggestion, start: number, end: number): Ghost | undefined {
    const { document, cursor } = this;
    const from = document.positionAt(start);
    const at = document.positionAt(cursor);
    if (from.line !== at.line || document.positionAt(end).line !== at.line) return undefined;
    const line = document.lineAt(at.line);
    const item = { line, start: from.character, cursor: at.character, end: from.character + end - start };
    if (!isVisible({ ...item, text: suggestion.text })) return undefined;
    return { suggestion, start, end, text: suggestion.text.slice(cursor - start) };
  }

  #refresh(place: RefreshPlace): void {
    this.#refreshTimer?.dispose();
    // What it would be asked for by hand, it asks at once.
    const afterMs = place.isEmpty ? 0 : this.options.refreshMs;
    this.#refreshTimer = this.host.clock.setTimer(afterMs, () => {
      if (place.version === this.document.version) void this.#call(place.isEmpty ? 'explicit' : 'automatic');
    });
  }

  async #call(trigger: 'automatic' | 'explicit'): Promise<CompletionAnswer> {
    const calling = new AbortController();
    this.#calling?.abort();
    this.#calling = calling;
    const { document } = this;
    const at = this.host.clock.monotonicMs();
    const answer = await this.session.provide(
      {
        document,
        position: document.positionAt(this.cursor),
        trigger,
        ...(this.selectedItem === undefined ? {} : { selectedItem: this.selectedItem }),
        editor: {
          cursorCount: this.cursorCount,
          isInlineSuggestEnabled: this.isInlineSuggestEnabled,
          isInSnippet: this.isInSnippet,
          tabSize: 4,
          autoClosed: this.options.autoClose ? Object.keys(closers).join('') : '',
        },
      },
      calling.signal,
    );
    this.calls.push({ at, trigger, answerMs: this.host.clock.monotonicMs() - at });
    if (calling.signal.aborted) return answer;
    this.#offer(
      answer.suggestions.map((one) =>
        this.#shownAs(one, document.offsetAt(one.range.start), document.offsetAt(one.range.end)),
      ),
      'answer',
    );
    return answer;
  }

  #offer(offered: readonly (Ghost | undefined)[], cause: 'edit' | 'answer'): void {
    const before = this.ghost;
    this.#offered = offered.filter((ghost) => ghost !== undefined);
    if (before?.text !== this.ghost?.text) this.onGhost(before, this.ghost, cause);
  }
}
