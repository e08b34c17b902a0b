import * as vscode from 'vscode';
import type { ExplanationAction } from '../../core/completion/explain.ts';
import { localise } from '../localise.ts';
import { sayWhole } from '../say-whole.ts';
import type { Situation } from '../situation.ts';
import type { Command } from './command.ts';

const actionTitles = (): Readonly<Record<ExplanationAction, string>> => ({
  setUpProvider: vscode.l10n.t('Set Up a Provider'),
  switchProvider: vscode.l10n.t('Switch Provider'),
  switchModel: vscode.l10n.t('Switch Model'),
  toggle: vscode.l10n.t('Turn On or Off'),
  snooze: vscode.l10n.t('Snooze'),
  trigger: vscode.l10n.t('Suggest Here'),
  showLog: vscode.l10n.t('Show Log'),
});

/** Says in one sentence why nothing is shown at the cursor, and offers what helps. */
export function whyNoSuggestionCommand(situation: Situation): Command {
  return {
    id: 'midfill.whyNoSuggestion',
    run: async () => {
      const explanation = situation.explain();
      if (explanation === undefined) {
        await vscode.window.showInformationMessage(vscode.l10n.t('Put the cursor where you expected a suggestion.'));
        return;
      }
      const { certainty, action = 'showLog' } = explanation;
      const sentence = localise(explanation.sentence);
      const text = certainty === 'known' ? sentence : vscode.l10n.t('Probably: {0}', sentence);
      await sayWhole(text, actionTitles()[action], `midfill.${action}`);
    },
  };
}
