import * as vscode from 'vscode';
import type { CompletionAnswer, CompletionCall, CompletionSession, EditorState } from '../core/completion/api.ts';
import type { Suggestion } from '../core/completion/outcome.ts';
import type { DocumentSnapshot } from '../core/document.ts';
import type { Log } from '../core/host.ts';
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
  readonly log: Log;
  /** Called with each answer before VS Code has it. */
  readonly onAnswer: (answer: CompletionAnswer) => void;
}

/**
 * What VS Code asks at each key. A new object each time: refreshing works by registering another one. It has no
 * `handleDid…` members: with those, registration throws outside of the proposed API.
 */
export function createInlineProvider(parts: InlineProviderParts): vscode.InlineCompletionItemProvider {
  const { session, documents, editorStates, log, onAnswer } = parts;
  const toItems = (answer: CompletionAnswer): vscode.InlineCompletionItem[] => {
    onAnswer(answer);
    return answer.suggestions.map(toItem);
  };
  // Whatever goes wrong in here, VS Code gets an answer, and the user goes on typing.
  const giveUp = (error: unknown): vscode.InlineCompletionItem[] => {
    log.error('A call of the editor failed.', { message: error instanceof Error ? error.message : 'unknown' });
    return [];
  };
  return {
    provideInlineCompletionItems: (document, position, context, token) => {
      const cancellation = toAbortSignal(token);
      try {
        const snapshot = documents.snapshot(document);
        if (snapshot === undefined) {
          cancellation.dispose();
          return [];
        }
        const call = toCall(snapshot, position, context, editorStates.of(document));
        const answer = session.provide(call, cancellation.signal);
        if (answer instanceof Promise) {
          const dispose = (): void => cancellation.dispose();
          return answer.then(toItems).catch(giveUp).finally(dispose);
        }
        cancellation.dispose();
        return toItems(answer);
      } catch (error) {
        cancellation.dispose();
        return giveUp(error);
      }
    },
  };
}

function toCall(
  document: DocumentSnapshot,
  position: vscode.Position,
  { triggerKind, selectedCompletionInfo: selected }: vscode.InlineCompletionContext,
  editor: EditorState,
): CompletionCall {
  return {
    document,
    position: toPosition(position),
    trigger: triggerKind === vscode.InlineCompletionTriggerKind.Invoke ? 'explicit' : 'automatic',
    ...(selected && { selectedItem: { range: toRange(selected.range), text: selected.text } }),
    editor,
  };
}

function toItem({ id, text, range }: Suggestion): vscode.InlineCompletionItem {
  return new vscode.InlineCompletionItem(text, fromRange(range), {
    command: acceptCommand,
    title: 'Accepted',
    arguments: [id],
  });
}
