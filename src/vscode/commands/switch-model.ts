import * as vscode from 'vscode';
import type { ServiceId } from '../../core/providers/capabilities.ts';
import { settingNames } from '../../core/providers/registry.ts';
import { providerNames } from '../provider-names.ts';
import type { EditorSettings } from '../settings.ts';
import type { Command } from './command.ts';
import { writeSetting } from './write-setting.ts';

/** Lets the user name another model of the service that completes. */
export function switchModelCommand(parts: { readonly settings: EditorSettings }): Command {
  return {
    id: 'midfill.switchModel',
    run: async () => {
      const { provider, fallback } = parts.settings.current;
      const id = [provider, ...fallback].find((each) => each !== 'embedded');
      if (id === undefined) {
        await vscode.window.showInformationMessage(
          'The embedded engine has one model, which learns from your code. ‘Midfill: Set Up a Provider’ adds others.',
        );
        return;
      }
      const model = await askModel(id, parts);
      if (model !== undefined) await writeSetting(`${settingNames[id]}.model`, model);
    },
  };
}

/** Asks for a model's name; undefined where the user left. */
export async function askModel(
  id: ServiceId,
  { settings }: { readonly settings: EditorSettings },
  _at?: { readonly baseUrl: string; readonly key: string | undefined },
): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: `${providerNames[id]}: model`,
    prompt: 'As the service names it. Empty: the one that the server offers, where it offers one.',
    value: settings.current[`${settingNames[id]}.model`],
    ignoreFocusOut: true,
  });
}
