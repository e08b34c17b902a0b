import * as vscode from 'vscode';
import type { Command } from './command.ts';

/** Asks for a suggestion at the cursor now. */
export const triggerCommand: Command = {
  id: 'midfill.trigger',
  run: async () => {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  },
};
