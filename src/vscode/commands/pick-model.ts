import * as vscode from 'vscode';
import type { ListedModel } from '../../core/providers/discovery.ts';
import { type Choice, pick } from './pick.ts';

/** Lets the user choose among a server's models: first the current one, for Enter to keep it, then those that can fill in. */
export function pickModel(models: readonly ListedModel[], current: string | undefined): Promise<string | undefined> {
  const choices = models
    .toSorted((a, b) => rank(a, current) - rank(b, current))
    .map(({ name, canFim, contextTokens }): Choice<string> => ({
      label: `${name === current ? '$(check)' : '$(blank)'} ${name}`,
      description: [
        ability(canFim),
        ...(contextTokens === undefined ? [] : [vscode.l10n.t('reads {0} tokens', contextTokens.toLocaleString())]),
      ].join(' · '),
      value: name,
    }));
  return pick(vscode.l10n.t('Which model?'), choices);
}

function ability(canFim: boolean | undefined): string {
  if (canFim === undefined) return vscode.l10n.t('unknown ability');
  return canFim ? vscode.l10n.t('fills in the middle') : vscode.l10n.t('cannot fill in the middle');
}

function rank({ name, canFim }: ListedModel, current: string | undefined): number {
  if (name === current) return -1;
  if (canFim === undefined) return 1;
  return canFim ? 0 : 2;
}
