import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDesktopEditor } from './harness/desktop-editor.ts';
import type { DesktopEditor } from './harness/desktop-editor.ts';
import { startEditorServer, stopGroup } from './harness/editor-server.ts';
import { installEditor } from './harness/install-editor.ts';
import { sampleWorkspace } from './harness/locations.ts';
import { openUrl } from './harness/open-url.ts';
import { packageMidfill } from './harness/package-extension.ts';
import { quietProfile } from './harness/profile-settings.ts';
import { reportStep, toConsole } from './harness/progress.ts';
import { runProgram } from './harness/run-program.ts';

// `npm start`: Midfill in a real VS Code, on a copy of the sample workspace, in a profile that is thrown away.

/** The file that is open at the start, at the line below its `Next:`. */
const firstFile = 'python/report.py';

/** A VS Code with Midfill in it. */
interface RunningEditor {
  /** Settles when it ends by itself. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

interface Place {
  readonly workspace: string;
  readonly file: string;
  readonly line: number;
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());
// A killed npm or test tells nobody: its child has another parent then.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && interruption.abort(), 1000).unref();

async function main(): Promise<void> {
  const interrupted = new Promise<void>((resolve) => interruption.signal.addEventListener('abort', () => resolve()));
  const extension = await packageMidfill(toConsole);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'midfill-start-')));
  let editor: RunningEditor | undefined;
  try {
    const place = await copySample(folder);
    editor = await startEditor(extension, folder, place);
    toConsole('In it, GUIDE.md says what to type. Ctrl+C here ends it and removes the profile.');
    await Promise.race([interrupted, editor.closed]);
    toConsole('Stopping …');
  } finally {
    await editor?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
  process.exit(0);
}

async function copySample(folder: string): Promise<Place> {
  const workspace = join(folder, 'shop');
  await cp(sampleWorkspace, workspace, { recursive: true });
  const file = join(workspace, firstFile);
  const lines = (await readFile(file, 'utf8')).split('\n');
  return { workspace, file, line: lines.findIndex((text) => text.includes('Next:')) + 2 };
}

/** The installed desktop VS Code where there is one (`MIDFILL_EDITOR=browser` leaves it alone), else the browser's. */
async function startEditor(extension: string, folder: string, place: Place): Promise<RunningEditor> {
  const desktop = process.env['MIDFILL_EDITOR'] === 'browser' ? undefined : findDesktopEditor();
  if (desktop !== undefined) {
    try {
      return await startDesktop(desktop, extension, folder, place);
    } catch (error) {
      toConsole(`${desktop.cli} could not be used: ${String(error)}\nThe one in the browser is taken instead.`);
    }
  }
  return startInBrowser(extension, folder, place);
}

async function startDesktop(
  desktop: DesktopEditor,
  extension: string,
  folder: string,
  place: Place,
): Promise<RunningEditor> {
  const data = join(folder, 'data');
  const profile = ['--user-data-dir', data, '--extensions-dir', join(folder, 'extensions')];
  await mkdir(join(data, 'User'), { recursive: true });
  await writeFile(join(data, 'User/settings.json'), JSON.stringify(quietProfile, null, 2));
  await reportStep(toConsole, `Installing Midfill into a throw-away profile of ${desktop.executable}`, () =>
    runProgram(desktop.cli, [...profile, '--install-extension', extension], { shell: process.platform === 'win32' }),
  );
  const quiet = ['--new-window', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'];
  // Electron's sandbox can't start as root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(
    desktop.executable,
    [...sandbox, ...profile, ...quiet, place.workspace, '--goto', `${place.file}:${place.line}:1`],
    { stdio: 'ignore', detached: process.platform !== 'win32' },
  );
  toConsole('A VS Code window opens with Midfill in it.');
  return { closed: whenClosed(child), stop: () => stopGroup(child) };
}

async function startInBrowser(extension: string, folder: string, place: Place): Promise<RunningEditor> {
  const serverFolder = await installEditor(toConsole);
  const logsFolder = join(folder, 'logs');
  await mkdir(logsFolder);
  const server = await reportStep(toConsole, 'Starting VS Code with Midfill in a throw-away profile', () =>
    startEditorServer({
      serverFolder,
      profileFolder: join(folder, 'profile'),
      logsFolder,
      extensions: [extension],
      settings: quietProfile,
    }),
  );
  const host = new URL(server.url).host;
  const opened = `vscode-remote://${host}${place.file}:${place.line}:1`;
  const payload = JSON.stringify([
    ['gotoLineMode', 'true'],
    ['openFile', opened],
  ]);
  const url = `${server.url}/?${new URLSearchParams({ folder: place.workspace, payload }).toString()}`;
  toConsole(`\nVS Code is ready. Open it in a browser:\n\n  ${url}\n`);
  openUrl(url);
  return server;
}

function whenClosed(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', reject);
  });
}

try {
  await main();
} catch (error) {
  // Ctrl+C also ends what was just being installed or built: its failure is no news.
  if (interruption.signal.aborted) process.exit(130);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
