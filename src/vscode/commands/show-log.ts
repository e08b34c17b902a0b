import type { OutputLog } from '../output-log.ts';
import type { Command } from './command.ts';

/** Opens the output channel. */
export function showLogCommand(output: OutputLog): Command {
  return { id: 'midfill.showLog', run: () => output.show() };
}
