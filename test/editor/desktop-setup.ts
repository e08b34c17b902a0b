import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import type { TestProject } from 'vitest/node';
import { cacheRoot } from './harness/locations.ts';
import { reportStep, toConsole } from './harness/progress.ts';
import { runProgram } from './harness/run-program.ts';
import { endingWith, prepareSuite } from './harness/suite-folders.ts';

/** Prepares the suite for VS Code on the desktop: downloaded once, or the one that `MIDFILL_DESKTOP` names. */
export function setup(project: TestProject): Promise<() => Promise<void>> {
  return endingWith(async (end) => {
    const executable = process.env['MIDFILL_DESKTOP'] ?? (await downloadDesktop());
    const { companion, ...suite } = await prepareSuite(end);
    const extensionsFolder = join(suite.runFolder, 'extensions');
    const profile = ['--extensions-dir', extensionsFolder, '--user-data-dir', join(suite.runFolder, 'install')];
    const [cli, ...cliOptions] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
    for (const extension of [suite.extension, companion]) {
      const install = [...cliOptions, ...profile, '--install-extension', extension];
      await runProgram(cli!, install, { shell: process.platform === 'win32' });
    }
    project.provide('editor', { kind: 'desktop', ...suite, executable, extensionsFolder });
  });
}

async function downloadDesktop(): Promise<string> {
  try {
    return await reportStep(toConsole, 'Downloading VS Code for the desktop, once', () =>
      downloadAndUnzipVSCode({ version: 'stable', cachePath: join(cacheRoot, 'vscode-desktop') }),
    );
  } catch (error) {
    throw new Error(
      'VS Code for the desktop could not be downloaded from update.code.visualstudio.com. Check the network, or set ' +
        `MIDFILL_DESKTOP to the program of an installed one (its Electron binary, not its console command).\n${String(error)}`,
      { cause: error },
    );
  }
}
