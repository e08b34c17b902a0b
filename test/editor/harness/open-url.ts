import { spawn } from 'node:child_process';

/** Opens a URL in the default browser where there is one; `BROWSER=none` prevents it. */
export function openUrl(url: string, environment: NodeJS.ProcessEnv = process.env): void {
  const [program, ...args] = opener(environment);
  if (program === undefined) return;
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  // No browser is no failure: the URL is printed as well.
  child.once('error', () => undefined);
  child.unref();
}

function opener(environment: NodeJS.ProcessEnv): string[] {
  if (environment['BROWSER'] === 'none') return [];
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['explorer.exe'];
  return environment['DISPLAY'] || environment['WAYLAND_DISPLAY'] ? ['xdg-open'] : [];
}
