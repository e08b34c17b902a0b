import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from './cached-folder.ts';
import { patchEditor } from './patch-editor.ts';
import { reportStep } from './progress.ts';
import type { Progress } from './progress.ts';
import { runNpm } from './run-program.ts';

/** Holds VS Code 1.139.1. Pinned exactly, because the patches depend on its bundle. */
export const codeServerVersion = '4.139.1';

/** Raise it when the steps below change, so that older caches are not used. */
const recipe = 1;

const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'];

/** Installs VS Code's web server into the cache, unless it is there; answers the folder of its `server-main.js`. */
export async function installEditor(progress: Progress): Promise<string> {
  const folder = await cachedFolder(`code-server-${codeServerVersion}-${recipe}`, async (partial) => {
    await reportStep(progress, `Installing VS Code (npm package code-server ${codeServerVersion}), once`, () =>
      install(partial),
    );
  });
  return join(folder, 'node_modules/code-server/lib/vscode/out');
}

async function install(folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  try {
    await runNpm(['install', ...quietly, `code-server@${codeServerVersion}`], folder);
    const vscode = join(folder, 'node_modules/code-server/lib/vscode');
    // Its own post-install does the same, and compiles; nothing that is compiled is needed here.
    await runNpm(['install', '--omit=dev', ...quietly], vscode);
    await runNpm(['install', '--omit=dev', ...quietly], join(vscode, 'extensions'));
    await patchEditor(vscode);
  } catch (error) {
    throw new Error(
      `VS Code could not be installed from the npm registry. Check the network and 'npm ping', then run this again.\n${String(error)}`,
      { cause: error },
    );
  }
}
