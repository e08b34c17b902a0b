import * as vscode from 'vscode';
import { GlobFilter } from '../../core/completion/glob-filter.ts';
import { wordsFor } from '../../core/completion/reason-words.ts';
import type { Engine } from '../../core/engine.ts';
import { baseName } from '../../core/document.ts';
import type { Files } from '../../core/host.ts';
import { providerNames } from '../../core/providers/provider-names.ts';
import type { Settings } from '../../core/settings.ts';
import { toUri } from '../convert.ts';
import { isCodeScheme } from '../schemes.ts';
import { localise } from '../localise.ts';
import type { Presence } from '../presence.ts';
import { sayWhole } from '../say-whole.ts';
import type { EditorSettings } from '../settings.ts';
import type { Command } from './command.ts';
import { type Choice, pick } from './pick.ts';
import { writeSetting } from './write-setting.ts';

type Toggle =
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'language'; readonly languageId: string }
  | { readonly kind: 'glob'; readonly glob: string }
  | { readonly kind: 'held-back'; readonly languageId: string }
  | { readonly kind: 'beside-others'; readonly isWanted: boolean };

interface ToggleParts {
  readonly midfill: Pick<Engine, 'router'>;
  readonly settings: EditorSettings;
  readonly presence: Presence;
  readonly files: Pick<Files, 'relativePath'>;
}

/** Turns suggestions on or off: everywhere, for a language, for a file and its like, beside another provider. */
export function toggleCommand(parts: ToggleParts): Command {
  const { presence } = parts;
  return {
    id: 'midfill.toggle',
    run: async () => {
      const toggle = await pick(vscode.l10n.t('Turn suggestions on or off'), [
        ...besideOthers(presence),
        ...choices(parts),
      ]);
      if (toggle !== undefined) await apply(toggle, parts);
    },
  };
}

function besideOthers({ state }: Presence): readonly Choice<Toggle>[] {
  if (state.kind !== 'waiting') return [];
  return [
    {
      label: `$(play) ${vscode.l10n.t('Turn on beside {0}', state.otherProvider)}`,
      detail: vscode.l10n.t('Whichever of the two answers first is shown.'),
      value: { kind: 'beside-others', isWanted: true },
    },
  ];
}

function choices({ settings: { current }, files, midfill }: ToggleParts): readonly Choice<Toggle>[] {
  const everywhere = current.enabled ? vscode.l10n.t('Turn off everywhere') : vscode.l10n.t('Turn on everywhere');
  const all: Choice<Toggle>[] = [{ label: `${iconOf(current.enabled)} ${everywhere}`, value: { kind: 'everywhere' } }];
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isCodeScheme(document.uri.scheme)) return all;
  const { languageId } = document;
  const { obstacle } = midfill.router.statusOf(current.provider, { languageId, isExplicit: false });
  if (obstacle?.reason === 'held-back-language' || obstacle?.reason === 'weak-language') {
    all.unshift({
      label: `$(play) ${vscode.l10n.t('Ask {0} in {1} anyway', providerNames[current.provider], languageId)}`,
      detail: `${localise(wordsFor(obstacle.reason))}.`.replace(/^./, (first) => first.toUpperCase()),
      value: { kind: 'held-back', languageId },
    });
  }
  const isLanguageOn = current.languages[languageId] ?? true;
  const forLanguage = isLanguageOn
    ? vscode.l10n.t('Turn off for {0}', languageId)
    : vscode.l10n.t('Turn on for {0}', languageId);
  all.push({ label: `${iconOf(isLanguageOn)} ${forLanguage}`, value: { kind: 'language', languageId } });
  const uri = toUri(document.uri);
  const path = globOf(files.relativePath(uri) ?? baseName(uri));
  const filter = new GlobFilter(files);
  const own = current.disabledGlobs.filter((glob) => filter.isOff(uri, [glob]));
  const alike = `**/*${extensionOf(path)}`;
  for (const glob of new Set([path, ...(extensionOf(path) === '' ? [] : [alike]), ...own])) {
    const isOn = !current.disabledGlobs.includes(glob);
    // Beside a pattern that turns it off, turning the file off too is no choice.
    if (isOn && own.length > 0) continue;
    const label = `${iconOf(isOn)} ${globWords(isOn, glob === path)}`;
    all.push({ label, description: glob, value: { kind: 'glob', glob } });
  }
  return all;
}

function iconOf(isOn: boolean): string {
  return isOn ? '$(circle-slash)' : '$(play)';
}

function globWords(isOn: boolean, isThisFile: boolean): string {
  if (isThisFile) return isOn ? vscode.l10n.t('Turn off for this file') : vscode.l10n.t('Turn on for this file');
  return isOn ? vscode.l10n.t('Turn off for files like this') : vscode.l10n.t('Turn on for files like this');
}

/** A pattern of git's for one file, whatever its name holds. */
function globOf(path: string): string {
  const literal = path.replaceAll(/[*?[\]!#\\]/g, String.raw`\$&`);
  return literal.includes('/') ? literal : `/${literal}`;
}

function extensionOf(path: string): string {
  return /\.\w+$/.exec(path)?.[0] ?? '';
}

async function apply(toggle: Toggle, { settings, presence }: ToggleParts): Promise<void> {
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
    case 'held-back':
      await writeSetting('languages', { ...usersOwn('languages'), [toggle.languageId]: true });
      break;
    case 'glob': {
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
  await sayWhole(
    vscode.l10n.t('The settings of this workspace keep it turned off here ({0}).', setting),
    vscode.l10n.t('Open Settings'),
    'workbench.action.openSettings',
    setting,
  );
}
