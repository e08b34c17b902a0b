import type { CompletionAnswer, CompletionCall, CompletionSession } from '../../src/core/completion/api.ts';

/** Watches what is answered while the suggest widget is open: all of it begins with the selected item, and goes on. */
export class WidgetWatch {
  readonly session: CompletionSession;
  /** Suggestions beside the widget. */
  seen = 0;
  #fault: Error | undefined;

  constructor(session: CompletionSession) {
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

  #look({ selectedItem }: CompletionCall, answer: CompletionAnswer): CompletionAnswer {
    if (selectedItem === undefined) return answer;
    for (const { text, range } of answer.suggestions) {
      this.seen += 1;
      const isAtItem = range.start.character === selectedItem.range.start.character;
      if (isAtItem && text.startsWith(selectedItem.text) && text.length > selectedItem.text.length) continue;
      this.#fault = new Error(`Beside the widget: ${JSON.stringify({ selected: selectedItem.text, shown: text })}`);
    }
    return answer;
  }
}
