import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from './cached-folder.ts';
import { fitOlderEditor, replaceWatchdog } from './fit-older-editor.ts';
import { patchEditor } from './patch-editor.ts';
import { reportStep } from './progress.ts';
import type { Progress } from './progress.ts';
import { runNpm } from './run-program.ts';

/** Holds VS Code 1.139.1. Pinned exactly, because the patches depend on its bundle. */
export const codeServerVersion = '4.139.1';

/** 4.x holds VS Code 1.x. `npm run test:versions` tries the suite on others. */
const version = process.env['MIDFILL_CODE_SERVER'] ?? codeServerVersion;

/** Raise it when the steps below change, so that older caches are not used. */
const recipe = 1;

const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'];

/** Installs VS Code's web server into the cache, unless it is there; answers the folder of its `server-main.js`. */
export async function installEditor(progress: Progress): Promise<string> {
  const folder = await cachedFolder(`code-server-${version}-${recipe}`, (partial) => install(partial, progress));
  return join(folder, 'node_modules/code-server/lib/vscode/out');
}

async function install(folder: string, progress: Progress): Promise<void> {
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  progress('VS Code is installed from npm, once: 600 MB on disk, half a minute on a fast line.');
  try {
    await reportStep(progress, `1 of 3: code-server ${version}`, () =>
      runNpm(['install', ...quietly, `code-server@${version}`], folder),
    );
    const isOlder = version !== codeServerVersion;
    if (isOlder) await fitOlderEditor(vscode);
    // Its own post-install does the same, and compiles; nothing that is compiled is needed here.
    await reportStep(progress, '2 of 3: what its VS Code needs', () =>
      runNpm(['install', '--omit=dev', ...quietly], vscode),
    );
    await reportStep(progress, '3 of 3: what its own extensions need', () =>
      runNpm(['install', '--omit=dev', ...quietly], join(vscode, 'extensions')),
    );
    await patchEditor(vscode);
    if (isOlder) await replaceWatchdog(vscode);
  } catch (error) {
    throw new Error(
      `VS Code could not be installed from the npm registry. Check the network and 'npm ping', then run this again.\n${String(error)}`,
      { cause: error },
    );
  }
}
