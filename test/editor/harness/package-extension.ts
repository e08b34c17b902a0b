import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { packagedExtension, repositoryRoot } from './locations.ts';
import { reportStep } from './progress.ts';
import type { Progress } from './progress.ts';
import { runNpm, runProgram } from './run-program.ts';

/** Builds and packages Midfill as its users get it, or takes the package that `MIDFILL_VSIX` names. */
export async function packageMidfill(progress: Progress): Promise<string> {
  const named = process.env['MIDFILL_VSIX'];
  if (named) return named;
  await reportStep(progress, 'Building and packaging Midfill', () => runNpm(['run', '-s', 'package'], repositoryRoot));
  if (!existsSync(packagedExtension)) throw new Error(`'npm run package' wrote no ${packagedExtension}.`);
  return packagedExtension;
}

/** Packages an unbundled extension folder. */
export async function packageFolder(folder: string, target: string): Promise<string> {
  const vsce = join(repositoryRoot, 'node_modules/@vscode/vsce/vsce');
  const options = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--allow-star-activation'];
  await runProgram(process.execPath, [vsce, 'package', ...options, '-o', target], { cwd: folder });
  await stat(target);
  return target;
}
