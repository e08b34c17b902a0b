import * as vscode from 'vscode';
import type { CompletionAnswer, CompletionSession } from '../core/completion/api.ts';
import type { Suggestion } from '../core/completion/outcome.ts';
import { toAbortSignal } from './cancellation.ts';
import { fromRange, toPosition, toRange } from './convert.ts';
import type { EditorDocuments } from './documents.ts';
import type { EditorStates } from './editor-state.ts';

/** Runs after VS Code has put an accepted suggestion into the document; its argument is the suggestion's id. */
export const acceptCommand = 'midfill.didAccept';

export interface InlineProviderParts {
  readonly session: CompletionSession;
  readonly documents: EditorDocuments;
  readonly editorStates: EditorStates;
  /** Called with each answer before VS Code has it. */
  readonly onAnswer: (answer: CompletionAnswer) => void;
}

/**
 * What VS Code asks at each key. A new object each time: refreshing works by registering another one. It has no
 * `handleDid…` members: with those, registration throws outside of the proposed API.
 */
export function createInlineProvider(parts: InlineProviderParts): vscode.InlineCompletionItemProvider {
  const { session, documents, editorStates, onAnswer } = parts;
  const toItems = (answer: CompletionAnswer): vscode.InlineCompletionItem[] => {
    onAnswer(answer);
    return answer.suggestions.map(toItem);
  };
  return {
    provideInlineCompletionItems: (document, position, context, token) => {
      const snapshot = documents.snapshot(document);
      if (snapshot === undefined) return [];
      const cancellation = toAbortSignal(token);
      const { selectedCompletionInfo: selected } = context;
      const answer = session.provide(
        {
          document: snapshot,
          position: toPosition(position),
          trigger: context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke ? 'explicit' : 'automatic',
          ...(selected && { selectedItem: { range: toRange(selected.range), text: selected.text } }),
          editor: editorStates.of(document),
        },
        cancellation.signal,
      );
      if (!(answer instanceof Promise)) {
        cancellation.dispose();
        return toItems(answer);
      }
      return answer.then(toItems).finally(() => cancellation.dispose());
    },
  };
}

function toItem({ id, text, range }: Suggestion): vscode.InlineCompletionItem {
  return new vscode.InlineCompletionItem(text, fromRange(range), {
    command: acceptCommand,
    title: 'Accepted',
    arguments: [id],
  });
}
