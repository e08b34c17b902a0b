import * as vscode from 'vscode';
import { expandBraces } from '../core/privacy/ignore-rules.ts';

type Globs = Readonly<Record<string, unknown>>;

/**
 * The globs by which the user keeps files out of the explorer and of searches. The user may take back a default; what is
 * on for them counts although the workspace turns it off: a workspace only narrows.
 */
export function editorExcludes(): readonly string[] {
  const globs = ['files', 'search'].flatMap((section) => {
    const levels = vscode.workspace.getConfiguration(section).inspect<Globs>('exclude');
    const own = { ...levels?.defaultValue, ...levels?.globalValue };
    return [own, levels?.workspaceValue, levels?.workspaceFolderValue].flatMap((level) =>
      Object.entries(level ?? {})
        .filter(([, isOn]) => isOn === true)
        .map(([glob]) => glob),
    );
  });
  return [...new Set(globs.flatMap(expandBraces))];
}
