import * as vscode from 'vscode';
import type { Settings } from '../../core/settings.ts';
import { isCodeScheme } from '../schemes.ts';
import type { Presence } from '../presence.ts';
import type { EditorSettings } from '../settings.ts';
import type { Command } from './command.ts';
import { type Choice, pick } from './pick.ts';
import { writeSetting } from './write-setting.ts';

type Toggle =
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'language'; readonly languageId: string }
  | { readonly kind: 'file'; readonly glob: string }
  | { readonly kind: 'beside-others'; readonly isWanted: boolean };

/** Turns suggestions on or off: everywhere, for a language, for a file, beside another provider. */
export function toggleCommand(parts: { readonly settings: EditorSettings; readonly presence: Presence }): Command {
  const { settings, presence } = parts;
  return {
    id: 'midfill.toggle',
    run: async () => {
      const toggle = await pick('Turn suggestions on or off', [...besideOthers(presence), ...choices(settings)]);
      if (toggle !== undefined) await apply(toggle, parts);
    },
  };
}

function besideOthers({ state }: Presence): readonly Choice<Toggle>[] {
  if (state.kind !== 'waiting') return [];
  return [
    {
      label: `$(play) Turn on beside ${state.otherProvider}`,
      detail: 'Whichever of the two answers first is shown.',
      value: { kind: 'beside-others', isWanted: true },
    },
  ];
}

function choices({ current }: EditorSettings): readonly Choice<Toggle>[] {
  const verb = (isOn: boolean): string => (isOn ? '$(circle-slash) Turn off' : '$(play) Turn on');
  const all: Choice<Toggle>[] = [{ label: `${verb(current.enabled)} everywhere`, value: { kind: 'everywhere' } }];
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isCodeScheme(document.uri.scheme)) return all;
  const { languageId } = document;
  all.push({
    label: `${verb(current.languages[languageId] ?? true)} for ${languageId}`,
    value: { kind: 'language', languageId },
  });
  const glob = vscode.workspace.asRelativePath(document.uri, false);
  all.push({
    label: `${verb(!current.disabledGlobs.includes(glob))} for this file`,
    description: glob,
    value: { kind: 'file', glob },
  });
  return all;
}

async function apply(
  toggle: Toggle,
  { settings, presence }: { readonly settings: EditorSettings; readonly presence: Presence },
): Promise<void> {
  const { enabled, languages, disabledGlobs } = settings.current;
  switch (toggle.kind) {
    case 'everywhere':
      await writeSetting('enabled', !enabled);
      if (!enabled && !settings.current.enabled) await sayWorkspaceDecides('midfill.enabled');
      break;
    case 'language': {
      const { languageId } = toggle;
      const isWanted = !(languages[languageId] ?? true);
      await writeSetting('languages', { ...usersOwn('languages'), [languageId]: isWanted });
      if ((settings.current.languages[languageId] ?? true) !== isWanted) await sayWorkspaceDecides('midfill.languages');
      break;
    }
    case 'file': {
      const { glob } = toggle;
      const own = usersOwn('disabledGlobs') ?? [];
      const isOff = disabledGlobs.includes(glob);
      await writeSetting('disabledGlobs', isOff ? own.filter((other) => other !== glob) : [...own, glob]);
      if (isOff && settings.current.disabledGlobs.includes(glob)) await sayWorkspaceDecides('midfill.disabledGlobs');
      break;
    }
    case 'beside-others':
      await presence.setWantedBesideOthers(toggle.isWanted);
      break;
  }
}

/** Without what the workspace adds, which is not to be written among the user's settings. */
function usersOwn<Key extends 'languages' | 'disabledGlobs'>(key: Key): Settings[Key] | undefined {
  return vscode.workspace.getConfiguration('midfill').inspect<Settings[Key]>(key)?.globalValue;
}

async function sayWorkspaceDecides(setting: string): Promise<void> {
  await vscode.window.showInformationMessage(`The settings of this workspace keep it turned off here (${setting}).`);
}
