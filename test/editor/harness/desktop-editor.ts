import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A VS Code that is installed on this machine. */
export interface DesktopEditor {
  /** Its console command: installs extensions. */
  readonly cli: string;
  /** The program itself: started directly it is our child, and ends with us. */
  readonly executable: string;
}

const cliNames = ['code', 'code-insiders', 'codium'];

/** Where installers put the console command, for machines on which it is not on PATH. */
const usualPlaces: Readonly<Record<string, readonly string[]>> = {
  darwin: ['/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'],
  linux: ['/usr/share/code/bin/code', '/usr/share/codium/bin/codium'],
};

/** Finds a desktop VS Code with a screen to show it on. */
export function findDesktopEditor(environment: NodeJS.ProcessEnv = process.env): DesktopEditor | undefined {
  if (process.platform === 'linux' && !environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) return undefined;
  for (const cli of cliCandidates(environment)) {
    const executable = existsSync(cli) ? executableOf(realpathSync(cli)) : undefined;
    if (executable !== undefined) return { cli, executable };
  }
  return undefined;
}

function cliCandidates(environment: NodeJS.ProcessEnv): string[] {
  const windows = process.platform === 'win32';
  const folders = (environment['PATH'] ?? '').split(windows ? ';' : ':').filter((folder) => folder !== '');
  const onPath = folders.flatMap((folder) => cliNames.map((name) => join(folder, windows ? `${name}.cmd` : name)));
  const programs = [
    environment['LOCALAPPDATA'] && join(environment['LOCALAPPDATA'], 'Programs'),
    environment['PROGRAMFILES'],
  ];
  const installed = windows
    ? programs.flatMap((folder) => (folder ? [join(folder, 'Microsoft VS Code/bin/code.cmd')] : []))
    : (usualPlaces[process.platform] ?? []);
  return [...onPath, ...installed];
}

/** The program lies at a fixed place beside its console command; that of a remote window or of WSL has none there. */
function executableOf(cli: string): string | undefined {
  const folder = dirname(cli);
  const places = {
    darwin: ['Electron', 'Code'].map((name) => join(folder, '../../../MacOS', name)),
    win32: ['Code.exe', 'VSCodium.exe'].map((name) => join(folder, '..', name)),
    linux: cliNames.map((name) => join(folder, '..', name)),
  };
  const candidates = places[process.platform as keyof typeof places] ?? places.linux;
  return candidates.find((path) => existsSync(path));
}
