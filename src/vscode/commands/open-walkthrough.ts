import * as vscode from 'vscode';
import type { Command } from './command.ts';

/** Opens the walkthrough, which never opens by itself. */
export const openWalkthroughCommand: Command = {
  id: 'midfill.openWalkthrough',
  run: async () => {
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'midfill.midfill#start', false);
  },
};
