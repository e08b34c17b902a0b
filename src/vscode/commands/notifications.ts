import type { CompletionSession } from '../../core/completion/api.ts';
import type { SuggestionId } from '../../core/completion/outcome.ts';
import { acceptCommand } from '../inline-provider.ts';
import type { Command } from './command.ts';

/** What VS Code tells after the fact: by an item's command, and by keys that run our command after its own. */
export function notificationCommands(session: CompletionSession): readonly Command[] {
  return [
    { id: acceptCommand, run: (id) => session.didAccept(id as SuggestionId) },
    { id: 'midfill.didDismiss', run: () => session.didDismiss() },
    { id: 'midfill.didAcceptWord', run: () => session.didAcceptWord() },
  ];
}
