import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../core/host.ts';
import { type SettingKey, type Settings, readSettings } from '../core/settings.ts';

/** Midfill's settings, as they apply in this window. A value out of bounds is logged once and gives way to its default. */
export class EditorSettings implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<Settings>());
  readonly #log: Log;
  readonly #reported = new Set<string>();
  #current: Settings;
  readonly onDidChange = this.#changed.event;

  constructor(log: Log) {
    this.#log = log;
    this.#current = this.#read();
    const reread = (): void => {
      this.#current = this.#read();
      this.#changed.fire(this.#current);
    };
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('midfill')) reread();
      }),
    );
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(reread));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(reread));
  }

  get current(): Settings {
    return this.#current;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #read(): Settings {
    const configuration = vscode.workspace.getConfiguration('midfill');
    return readSettings(
      (key) => readValue(configuration, key),
      (key, problem) => {
        if (this.#reported.has(`${key} ${problem}`)) return;
        this.#reported.add(`${key} ${problem}`);
        this.#log.warn('A setting has no valid value; its default is used.', { setting: `midfill.${key}`, problem });
      },
    );
  }
}

type Level = 'user' | 'workspace';

/** Everything that says something about a setting, the user first. */
function levels(configuration: vscode.WorkspaceConfiguration, key: SettingKey): readonly [Level, unknown][] {
  const all: [Level, unknown][] = [];
  const inspected = configuration.inspect(key);
  if (inspected?.globalValue !== undefined) all.push(['user', inspected.globalValue]);
  if (inspected?.workspaceValue !== undefined) all.push(['workspace', inspected.workspaceValue]);
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const value = vscode.workspace.getConfiguration('midfill', folder.uri).inspect(key)?.workspaceFolderValue;
    if (value !== undefined) all.push(['workspace', value]);
  }
  return all;
}

/**
 * What a workspace may set as it likes, besides those that it may narrow. Everything else is read from the user's own
 * settings alone, also where an editor would let a workspace set it.
 */
export const settingsForWorkspaces: readonly SettingKey[] = [
  'streamTimeoutMs',
  'temperature',
  'maxTokens',
  'debounce',
  'draft',
  'growInPlace',
  'maxContextTokens',
  'weights',
  'embedded.index',
];

/** A workspace may narrow these, never widen them; a folder's word counts for the whole window. */
function readValue(configuration: vscode.WorkspaceConfiguration, key: SettingKey): unknown {
  switch (key) {
    case 'enabled':
      return levels(configuration, key).every(([, value]) => value !== false);
    case 'remote':
      return levels(configuration, key).some(([, value]) => value === 'off') ? 'off' : 'on';
    case 'disabledGlobs':
      return levels(configuration, key).flatMap(([, value]): unknown[] => (Array.isArray(value) ? value : []));
    case 'languages':
      return narrowedLanguages(configuration);
    default: {
      if (settingsForWorkspaces.includes(key)) return configuration.get(key);
      const inspected = configuration.inspect(key);
      return inspected?.globalValue ?? inspected?.defaultValue;
    }
  }
}

function narrowedLanguages(configuration: vscode.WorkspaceConfiguration): Readonly<Record<string, unknown>> {
  const languages: Record<string, unknown> = { ...asRecord(configuration.inspect('languages')?.defaultValue) };
  for (const [level, value] of levels(configuration, 'languages')) {
    for (const [language, isOn] of Object.entries(asRecord(value))) {
      if (level === 'user' || isOn === false) languages[language] = isOn;
    }
  }
  return languages;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
