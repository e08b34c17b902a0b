import { isAbortError } from '../base/abort.ts';
import { type Command, CommandError, type ExitCode, type Io } from './command.ts';
import { benchCommand } from './commands/bench.ts';
import { chatPrefixCommand } from './commands/chat-prefix.ts';
import { completeCommand } from './commands/complete.ts';
import { contextCommand } from './commands/context.ts';
import { licensesCommand } from './commands/licenses.ts';
import { probeCommand } from './commands/probe.ts';
import { statsCommand } from './commands/stats.ts';
import { statusCommand } from './commands/status.ts';

const commands: Readonly<Record<string, Command>> = {
  complete: completeCommand,
  'chat-prefix': chatPrefixCommand,
  context: contextCommand,
  probe: probeCommand,
  status: statusCommand,
  stats: statsCommand,
  licenses: licensesCommand,
  bench: benchCommand,
};

/** Runs one command line. Whatever goes wrong becomes a sentence and an exit code. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(overview());
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command === undefined) throw new CommandError(`There is no command "${name}". 'midfill --help' lists them.`);
    if (rest.includes('--help') || rest.includes('-h')) {
      io.out(command.help);
      return 0;
    }
    return await command.run(rest, io);
  } catch (error) {
    if (io.signal.aborted && (isAbortError(error) || error instanceof CommandError)) return 130;
    if (!(error instanceof CommandError)) {
      const message = error instanceof Error ? error.message : String(error);
      const where =
        error instanceof Error && io.environment['MIDFILL_LOG'] !== undefined ? `\n${error.stack ?? ''}` : '';
      io.err(`midfill: ${message} This is a fault of Midfill; MIDFILL_LOG=1 shows where.${where}\n`);
      return 1;
    }
    io.err(`midfill: ${error.message}\n`);
    return error.exitCode;
  }
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map(({ length }) => length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `midfill: code completion by fill-in-the-middle

${lines.join('\n')}

'midfill COMMAND --help' says more.
`;
}
