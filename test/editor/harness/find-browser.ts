import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A Chromium and the environment it needs. */
export interface Browser {
  readonly executable: string;
  readonly environment: Readonly<Record<string, string>>;
}

const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge', 'chrome'];

/** Finds Chrome, Edge or Chromium on this machine; `MIDFILL_CHROMIUM` names one that is elsewhere. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): Browser | undefined {
  const named = environment['MIDFILL_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`MIDFILL_CHROMIUM names ${named}, which is not there.`);
    return { executable: named, environment: {} };
  }
  const executable = candidates(environment).find((path) => existsSync(path));
  return executable === undefined ? undefined : { executable, environment: {} };
}

function candidates(environment: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
    );
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => environment[name] ?? []);
    const programs = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
    return roots.flatMap((root) => programs.map((program) => join(root, program)));
  }
  const folders = (environment['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}
