import type { CompletionAnswer, CompletionCall, CompletionSession } from '../../src/core/completion/api.ts';

const closers = /^[)\]}'"`]+$/;

/**
 * Watches what is answered while the suggest widget is open: all of it begins with the selected item, and what the item
 * and the suggestion add to the typed word is what a model has said, or what was deleted there.
 */
export class WidgetWatch {
  readonly session: CompletionSession;
  /** Suggestions beside the widget. */
  seen = 0;
  readonly #hasSaid: (text: string) => boolean;
  readonly #hasStood: (text: string) => boolean;
  #fault: Error | undefined;

  constructor(
    session: CompletionSession,
    /** Whether a model has said this, and whether it has ever been in a document, be it within more. */
    known: { readonly hasSaid: (text: string) => boolean; readonly hasStood: (text: string) => boolean },
  ) {
    this.#hasSaid = known.hasSaid;
    this.#hasStood = known.hasStood;
    this.session = {
      provide: (call, signal) => {
        const answer = session.provide(call, signal);
        return answer instanceof Promise ? answer.then((later) => this.#look(call, later)) : this.#look(call, answer);
      },
      didAccept: (id) => session.didAccept(id),
      didDismiss: () => session.didDismiss(),
      didAcceptWord: () => session.didAcceptWord(),
      didLeave: () => session.didLeave(),
    };
  }

  /** Whoever asked may have gone away: so it is told here, and not to them. */
  throwFault(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }

  #look({ selectedItem, document, position }: CompletionCall, answer: CompletionAnswer): CompletionAnswer {
    if (selectedItem === undefined) return answer;
    const [first] = answer.suggestions;
    for (const { text, range } of answer.suggestions) {
      this.seen += 1;
      // The same with the closers that the editor will have put there, should what opens them be typed.
      if (text !== first?.text && text.startsWith(first?.text ?? '') && closers.test(text.slice(first?.text.length))) {
        continue;
      }
      const { start } = selectedItem.range;
      const typed = document.lineAt(position.line).slice(start.character, position.character);
      const isAtItem = range.start.character === start.character && text.startsWith(selectedItem.text);
      const [added = ''] = text.slice(typed.length).split('\n');
      if (isAtItem && text.length > selectedItem.text.length && this.#isKnown(typed, added)) continue;
      this.#fault = new Error(`Beside the widget: ${JSON.stringify({ selected: selectedItem.text, shown: text })}`);
    }
    return answer;
  }

  /** What was deleted is offered again, and then what the model has said behind it. */
  #isKnown(typed: string, added: string): boolean {
    for (let length = 0; length <= added.length; length += 1) {
      if (length > 0 && !this.#hasStood(typed + added.slice(0, length))) return false;
      if (this.#hasSaid(added.slice(length).trim())) return true;
    }
    return false;
  }
}
