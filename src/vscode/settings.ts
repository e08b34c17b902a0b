import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../core/host.ts';
import { type SettingKey, type Settings, readSettings, initialSettings } from '../core/settings.ts';

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
    const said = readLevels();
    const merged = vscode.workspace.getConfiguration('midfill');
    return readSettings(
      (key) => readValue({ said, merged }, key),
      (key, problem) => {
        if (this.#reported.has(`${key} ${problem}`)) return;
        this.#reported.add(`${key} ${problem}`);
        this.#log.warn('A setting has no valid value; its default is used.', { setting: `midfill.${key}`, problem });
      },
    );
  }
}

type Level = 'user' | 'workspace';

/** All that somebody set, the user first. Asked for as a whole: VS Code takes half a millisecond for each key. */
function readLevels(): readonly (readonly [Level, unknown])[] {
  const section = vscode.workspace.getConfiguration().inspect('midfill');
  const folders = (vscode.workspace.workspaceFolders ?? []).map(
    ({ uri }) => vscode.workspace.getConfiguration(undefined, uri).inspect('midfill')?.workspaceFolderValue,
  );
  return [
    ['user', section?.globalValue],
    ['workspace', section?.workspaceValue],
    ...folders.map((value) => ['workspace', value] as const),
  ];
}

/** Everything that says something about a setting. */
function levels({ said }: Said, key: SettingKey): readonly (readonly [Level, unknown])[] {
  return said
    .map(([level, section]) => [level, valueIn(section, key)] as const)
    .filter(([, value]) => value !== undefined);
}

/** VS Code makes a tree of the dots in keys. */
function valueIn(section: unknown, key: SettingKey): unknown {
  return key.split('.').reduce((tree, step) => asRecord(tree)[step], section);
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

interface Said {
  readonly said: ReturnType<typeof readLevels>;
  readonly merged: vscode.WorkspaceConfiguration;
}

/**
 * A value that somebody set; undefined leaves the default. The first four a workspace may narrow, never widen; a
 * folder's word counts for the whole window.
 */
function readValue(all: Said, key: SettingKey): unknown {
  const values = levels(all, key);
  if (values.length === 0) return undefined;
  switch (key) {
    case 'enabled':
      return values.every(([, value]) => value !== false);
    case 'remote':
      return values.some(([, value]) => value === 'off') ? 'off' : 'on';
    case 'disabledGlobs':
      return values.flatMap(([, value]): unknown[] => (Array.isArray(value) ? value : []));
    case 'languages':
      return narrowedLanguages(values);
    default:
      if (settingsForWorkspaces.includes(key)) return all.merged.get(key);
      return values.find(([level]) => level === 'user')?.[1];
  }
}

function narrowedLanguages(values: ReturnType<typeof levels>): Readonly<Record<string, unknown>> {
  const languages: Record<string, unknown> = { ...initialSettings.languages };
  for (const [level, value] of values) {
    for (const [language, isOn] of Object.entries(asRecord(value))) {
      if (level === 'user' || isOn === false) languages[language] = isOn;
    }
  }
  return languages;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
