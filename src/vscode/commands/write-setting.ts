import * as vscode from 'vscode';
import type { SettingKey, Settings } from '../../core/settings.ts';

/** Writes one of the user's settings, for all workspaces. */
export async function writeSetting<Key extends SettingKey>(key: Key, value: Settings[Key]): Promise<void> {
  await vscode.workspace.getConfiguration('midfill').update(key, value, vscode.ConfigurationTarget.Global);
}
