import * as vscode from 'vscode';
import { type ServiceId, serviceFacts } from '../../core/providers/capabilities.ts';
import { listModels } from '../../core/providers/discovery.ts';
import { isProviderError } from '../../core/providers/errors.ts';
import { settingNames } from '../../core/providers/registry.ts';
import type { EditorHost } from '../host.ts';
import { providerNames } from '../../core/providers/provider-names.ts';
import { sayWhole } from '../say-whole.ts';
import type { EditorSettings } from '../settings.ts';
import type { Command } from './command.ts';
import { pickModel } from './pick-model.ts';
import { withProgress } from './with-progress.ts';
import { writeSetting } from './write-setting.ts';

interface SwitchModelParts {
  readonly host: EditorHost;
  readonly settings: EditorSettings;
}

/** Lets the user choose another model of the service that completes. */
export function switchModelCommand(parts: SwitchModelParts): Command {
  return {
    id: 'midfill.switchModel',
    run: async () => {
      const { provider, fallback } = parts.settings.current;
      const id = [provider, ...fallback].find((each) => each !== 'embedded');
      if (id === undefined) {
        await sayWhole(
          vscode.l10n.t(
            'The embedded engine has one model, which learns from your code. ‘Midfill: Set Up a Provider’ adds others.',
          ),
          vscode.l10n.t('Set Up a Provider'),
          'midfill.setUpProvider',
        );
        return;
      }
      const model = await askModel(id, parts);
      if (model !== undefined) await writeSetting(`${settingNames[id]}.model`, model);
    },
  };
}

/** From the server's list; by its name where the server has none, or doesn't answer. */
async function askModel(id: ServiceId, { host, settings }: SwitchModelParts): Promise<string | undefined> {
  const current = settings.current[`${settingNames[id]}.model`];
  const url = settings.current[`${settingNames[id]}.baseUrl`];
  const [keyName] = serviceFacts[id].keyNames;
  const key = keyName === undefined ? undefined : await host.secrets.get(keyName);
  let problem = '';
  const models = await withProgress(vscode.l10n.t('Asking {0} for its models …', providerNames[id]), async (signal) => {
    try {
      return await listModels(id, { host, url, key, allowInsecure: false }, signal);
    } catch (error) {
      if (!isProviderError(error)) throw error;
      problem = error.message;
      return [];
    }
  });
  if (models === undefined) return undefined;
  if (models.length > 0) return pickModel(models, current);
  return vscode.window.showInputBox({
    title: vscode.l10n.t('{0}: model', providerNames[id]),
    prompt:
      problem === ''
        ? vscode.l10n.t('The server lists no models. Enter the name that the server uses.')
        : vscode.l10n.t('{0} Enter the model’s name:', problem),
    value: current,
    ignoreFocusOut: true,
  });
}
