import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { watchFrames } from './screen.ts';
import { waitUntil } from './wait-until.ts';

/** What `npm start` runs, with VS Code in the browser and no browser opened. */
export interface NpmStart {
  readonly url: string;
  /** As by Ctrl+C; answers the exit code. */
  stop(): Promise<number | null>;
  kill(): void;
}

/** Starts it on a package that is built already, and waits for its URL. */
export async function npmStart(extension: string): Promise<NpmStart> {
  const started = spawn(process.execPath, [resolve(import.meta.dirname, '../start.ts')], {
    env: { ...process.env, BROWSER: 'none', MIDFILL_EDITOR: 'browser', MIDFILL_VSIX: extension },
  });
  let output = '';
  for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const ended = new Promise<number | null>((settle) => started.once('exit', settle));
  const url = await waitUntil('the URL', () => /http:\S+/.exec(output)?.[0], {
    limitMs: 60_000,
    instead: () => output,
  });
  return {
    url,
    stop() {
      started.kill('SIGINT');
      return ended;
    },
    kill: () => void started.kill('SIGKILL'),
  };
}

/** Each key asks again: the page has no event for the moment in which the extension is up. */
export async function ghostTextAfterAKey(page: Page): Promise<string> {
  await page.keyboard.type(' ');
  await page.keyboard.press('Backspace');
  const frames = await watchFrames(page, 20);
  return frames.at(-1)!.ghostText;
}
