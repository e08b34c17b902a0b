import type { DocumentSnapshot, Position, Range } from '../document.ts';
import type { Outcome, Suggestion, SuggestionId } from './outcome.ts';

/** One call of the editor's inline completion provider, after every keystroke. */
export interface CompletionCall {
  readonly document: DocumentSnapshot;
  readonly position: Position;
  readonly trigger: 'automatic' | 'explicit';
  /** The item selected in the suggest widget, where that is open: only a suggestion that extends it shows. */
  readonly selectedItem?: { readonly range: Range; readonly text: string };
  /** What only the host knows about this editor. */
  readonly editor: EditorState;
}

export interface EditorState {
  readonly cursorCount: number;
  /** `editor.inlineSuggest.enabled` as it applies here. */
  readonly isInlineSuggestEnabled: boolean;
  readonly isInSnippet: boolean;
  readonly tabSize: number;
  /** Brackets and quotes that the editor closes by itself, such as `([{"`. */
  readonly autoClosed: string;
}

export interface CompletionAnswer {
  /** Empty, or the one to show first and its alternatives. */
  readonly suggestions: readonly Suggestion[];
  readonly outcome: Outcome;
}

/** The arbiter, as hosts see it: from each keystroke to what is on screen. */
export interface CompletionSession {
  /**
   * Answers at once (no promise) from what is on screen or cached; else later. The signal's abort detaches this call
   * and says nothing about whether its work is still useful.
   */
  provide(call: CompletionCall, signal: AbortSignal): CompletionAnswer | Promise<CompletionAnswer>;
  /** The host ran the suggestion's accept command: the text is in the document. */
  didAccept(id: SuggestionId): void;
  /** The user pressed Escape on our ghost text. */
  didDismiss(): void;
  /** The user took one word by its key; the document change came before. */
  didAcceptWord(): void;
  /** The cursor moved without an edit, another editor has the focus, or the window lost it. */
  didLeave(): void;
}
