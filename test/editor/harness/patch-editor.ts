import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { proposedApiVariable } from '../companion/protocol.ts';
import { rotatingLogModule } from './log-module.ts';

/** code-server's patch of VS Code's check whether an extension may use a proposed API: always. */
const alwaysAllowed = /function ([\w$]+)\(([\w$]+),([\w$]+)\)\{return!0\}/g;

/**
 * Restores VS Code's own rule, proposed API only for extensions whose manifest asks for it, in the bundled extension
 * host. Throws unless the place is found exactly once: a test that passes with everything allowed proves nothing.
 */
export function restoreStableApi(source: string): string {
  const found = source.match(alwaysAllowed)?.length ?? 0;
  if (found !== 1) {
    throw new Error(
      `The check for proposed API was found ${found} times in code-server's extension host, not once. ` +
        'This version of code-server differs from the pinned one: look at the check and adapt patch-editor.ts.',
    );
  }
  return source.replace(
    alwaysAllowed,
    (_match, check: string, extension: string, proposal: string) =>
      `function ${check}(${extension},${proposal}){` +
      `return process.env.${proposedApiVariable}==="1"||(${extension}.enabledApiProposals?.includes(${proposal})??!1)}`,
  );
}

/** Makes the installed server behave as VS Code does for its users: stable API, and logs on disk. */
export async function patchEditor(vscodeFolder: string): Promise<void> {
  const extensionHost = join(vscodeFolder, 'out/vs/workbench/api/node/extensionHostProcess.js');
  await writeFile(extensionHost, restoreStableApi(await readFile(extensionHost, 'utf8')));
  // Installed without scripts it lacks its native log writer, and with that every output panel and log file.
  await writeFile(join(vscodeFolder, 'node_modules/@vscode/spdlog/index.js'), rotatingLogModule);
}
