import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes an older VS Code server installable from the npm registry alone, and its extension host run under our Node. */
export async function fitOlderEditor(vscode: string): Promise<void> {
  await takeWatcherFromRegistry(vscode);
  // Its Git extension, at home on an older Node, never gives the extension host its turn back.
  for (const extension of ['git', 'github']) {
    await rm(join(vscode, 'extensions', extension), { recursive: true, force: true });
  }
}

/** Replaces what is native, and not there: it would end an extension host whose server has died. */
export async function replaceWatchdog(vscode: string): Promise<void> {
  for (const name of ['native-watchdog', '@vscode/native-watchdog']) {
    const module = join(vscode, 'node_modules', name, 'index.js');
    if (existsSync(module)) await writeFile(module, 'exports.start = () => {};\n');
  }
}

/** Up to 1.108 one package comes from a repository; its release of the same name serves as well. */
async function takeWatcherFromRegistry(vscode: string): Promise<void> {
  const manifest = join(vscode, 'package.json');
  const text = await readFile(manifest, 'utf8');
  const changed = text.replace(/("@parcel\/watcher": )"[^"]*#[^"]*"/, '$1"^2.5.1"');
  if (changed === text) return;
  await writeFile(manifest, changed);
  await rm(join(vscode, 'npm-shrinkwrap.json'));
}
