import * as vscode from 'vscode';
import type { ExplanationAction } from '../../core/completion/explain.ts';
import type { Situation } from '../situation.ts';
import type { Command } from './command.ts';

const actionTitles: Readonly<Record<ExplanationAction, string>> = {
  setUpProvider: 'Set Up a Provider',
  switchProvider: 'Switch Provider',
  switchModel: 'Switch Model',
  toggle: 'Turn On or Off',
  snooze: 'Snooze',
  trigger: 'Suggest Here',
  showLog: 'Show Log',
};

/** Says in one sentence why nothing is shown at the cursor, and offers what helps. */
export function whyNoSuggestionCommand(situation: Situation): Command {
  return {
    id: 'midfill.whyNoSuggestion',
    run: async () => {
      const explanation = situation.explain();
      if (explanation === undefined) {
        await vscode.window.showInformationMessage('Put the cursor where you expected a suggestion, and ask again.');
        return;
      }
      const { sentence, certainty, action } = explanation;
      const text = certainty === 'known' ? sentence : `Probably: ${sentence}`;
      const titles = action === undefined ? [] : [actionTitles[action]];
      const chosen = await vscode.window.showInformationMessage(text, ...titles);
      if (chosen !== undefined) await vscode.commands.executeCommand(`midfill.${action}`);
    },
  };
}
