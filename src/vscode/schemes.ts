/**
 * Where code is written. VS Code also asks inline completion providers in commit messages, chat and comment inputs and
 * the like: what stands there is nobody's code, and nothing of it may be sent.
 */
export const codeSchemes = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-notebook-cell'] as const;

export function isCodeScheme(scheme: string): boolean {
  return (codeSchemes as readonly string[]).includes(scheme);
}
