import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';

/** A running VS Code server. */
export interface EditorServer {
  readonly url: string;
  /** Settles when it ends, by itself or stopped. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

export interface EditorServerOptions {
  /** The folder with `server-main.js`. */
  readonly serverFolder: string;
  /** A folder of its own, for settings, extensions and logs; removed by whoever made it. */
  readonly profileFolder: string;
  /** Where it writes its own logs and the extension hosts'; there already. */
  readonly logsFolder: string;
  readonly extensions: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether folders are opened in Restricted Mode until they are trusted; else all are trusted. */
  readonly asksForTrust?: boolean;
  /** Added to the environment of the server and so of its extension hosts. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How long a server may take to open its port; a loaded two-core machine takes 5 s. */
const startLimitMs = 60_000;

/** Starts VS Code's server on a free loopback port in a throw-away profile with these extensions. */
export async function startEditorServer(options: EditorServerOptions): Promise<EditorServer> {
  const { serverFolder, profileFolder, logsFolder } = options;
  const program = join(serverFolder, 'server-main.js');
  const profile = ['--server-data-dir', profileFolder, '--accept-server-license-terms', '--disable-telemetry'];
  await writeSettings(profileFolder, options.settings);
  const environment = { ...process.env, ...options.environment };
  if (options.extensions.length > 0) {
    const installs = options.extensions.flatMap((extension) => ['--install-extension', extension]);
    await runProgram(process.execPath, [program, ...profile, ...installs], { env: environment });
  }
  // Should whoever started it be killed: windows count as gone after five minutes, and five later the server ends.
  const lifetime = ['--enable-remote-auto-shutdown', '--reconnection-grace-time', '300'];
  const network = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token'];
  const trust = options.asksForTrust === true ? [] : ['--disable-workspace-trust'];
  const child = spawn(
    process.execPath,
    [program, ...network, ...profile, ...lifetime, ...trust, '--logsPath', logsFolder],
    // A group of its own, so that stopping it also stops the extension hosts it started.
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  process.once('exit', () => signalGroup(child, 'SIGKILL'));
  const closed = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await listeningUrl(child, join(logsFolder, 'server-output.log'));
  return { url, closed, stop: () => stopGroup(child) };
}

/** Writes the profile's settings; a page that is opened later starts with them. */
export async function writeSettings(profileFolder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  // VS Code takes each setting from the file that fits its scope and ignores it in the other.
  for (const folder of ['data/Machine', 'data/User']) {
    await mkdir(join(profileFolder, folder), { recursive: true });
    await writeFile(join(profileFolder, folder, 'settings.json'), text);
  }
}

function listeningUrl(child: ChildProcess, logFile: string): Promise<string> {
  const log = createWriteStream(logFile);
  return new Promise((resolve, reject) => {
    let output = '';
    const limit = setTimeout(() => fail('did not open its port in time'), startLimitMs);
    const fail = (what: string): void => {
      clearTimeout(limit);
      void stopGroup(child);
      reject(new Error(`The VS Code server ${what}:\n${output.slice(-4000)}`));
    };
    const read = (chunk: Buffer): void => {
      log.write(chunk);
      output = (output + chunk.toString()).slice(-20_000);
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      fail(`ended with code ${code}`);
      log.end();
    });
  });
}

/** Ends a process and everything it started; waits until it is gone. */
export async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalGroup(child, 'SIGTERM');
  const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), 3000);
  await gone;
  clearTimeout(insist);
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // The whole group is gone already.
  }
}
