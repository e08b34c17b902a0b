import { chromium } from 'playwright-core';
import type { BrowserServer } from 'playwright-core';
import { bundledBrowser } from './bundled-browser.ts';
import { findBrowser } from './find-browser.ts';
import type { Progress } from './progress.ts';

const flags = [
  // Test machines and containers run as root, where Chromium's sandbox can't start.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Starts a headless Chromium that several test processes may connect to. */
export async function startBrowser(progress: Progress): Promise<BrowserServer> {
  const { executable, environment } = findBrowser() ?? (await bundledBrowser(progress));
  return chromium.launchServer({
    executablePath: executable,
    args: flags,
    env: { ...process.env, ...environment },
    host: '127.0.0.1',
  });
}
