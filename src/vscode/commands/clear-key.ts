import * as vscode from 'vscode';
import type { Secrets } from '../../core/host.ts';
import type { Engine } from '../../core/engine.ts';
import { type ServiceId, serviceFacts } from '../../core/providers/capabilities.ts';
import { providerNames } from '../../core/providers/provider-names.ts';
import { settingNames } from '../../core/providers/registry.ts';
import { sayWhole } from '../say-whole.ts';
import type { Command } from './command.ts';
import { type Choice, pick } from './pick.ts';

const services = Object.keys(settingNames) as ServiceId[];

/** Deletes a service's key from secret storage; the next request doesn't carry it. */
export function clearKeyCommand({
  midfill,
  secrets,
}: {
  readonly midfill: Pick<Engine, 'providers'>;
  readonly secrets: Secrets;
}): Command {
  return {
    id: 'midfill.clearKey',
    run: async () => {
      const choices = services
        .filter((id) => midfill.providers.hasKey(id))
        .map((id): Choice<ServiceId> => ({ label: `$(trash) ${providerNames[id]}`, value: id }));
      if (choices.length === 0) {
        await vscode.window.showInformationMessage(vscode.l10n.t('Midfill has no key stored.'));
        return;
      }
      const id = await pick(vscode.l10n.t('Whose key do you want to delete?'), choices);
      if (id === undefined) return;
      for (const name of serviceFacts[id].keyNames) await secrets.delete(name);
      await sayWhole(
        vscode.l10n.t(
          'The key for {0} is deleted from this machine. It is still valid at the service.',
          providerNames[id],
        ),
        vscode.l10n.t('Set Up a Provider'),
        'midfill.setUpProvider',
        id,
      );
    },
  };
}
