import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommandError, type Io } from './command.ts';
import { dataFolder } from './console-host.ts';

const products = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf'];
const servers = ['.vscode-server', '.vscode-server-insiders', '.vscodium-server', '.cursor-server'];
const extensionId = 'midfill.midfill';

/** Where Midfill has kept something on this machine: the console's folder, and those of editors. */
export function findDataFolders(io: Io, named: string | undefined): readonly string[] {
  if (named !== undefined) {
    const folder = resolve(io.folder, named);
    if (existsSync(folder)) return [folder];
    throw new CommandError(`There is no folder ${named}.`);
  }
  const home = homedir();
  const bases = [
    io.environment['XDG_CONFIG_HOME'],
    join(home, '.config'),
    join(home, 'Library', 'Application Support'),
  ];
  const ofEditors = [...bases, io.environment['APPDATA']].flatMap((base) =>
    base === undefined ? [] : products.map((product) => join(base, product, 'User')),
  );
  const ofServers = servers.map((server) => join(home, server, 'data', 'User'));
  const folders = [...ofEditors, ...ofServers].map((user) => join(user, 'globalStorage', extensionId));
  return [...new Set([dataFolder(io.environment), ...folders])].filter((folder) => existsSync(folder));
}
