import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { companionId } from '../companion/protocol.ts';
import { packageFolder } from './package-extension.ts';

const [publisher, name] = companionId.split('.');

/** Bundles and packages the companion into `folder`; answers the path of its `.vsix`. */
export async function buildCompanion(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, '../companion/companion.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    outfile: join(folder, 'companion.js'),
  });
  const manifest = {
    name,
    publisher,
    version: '0.0.1',
    engines: { vscode: '^1.106.0' },
    main: './companion.js',
    activationEvents: ['onStartupFinished'],
    files: ['companion.js'],
    capabilities: { untrustedWorkspaces: { supported: true } },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  return packageFolder(folder, join(folder, 'companion.vsix'));
}
