import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import manifest from '../package.json' with { type: 'json' };
import { channelOf } from './release-problems.ts';

const root = path.dirname(import.meta.dirname);

/** The commit's time, so that the same commit gives the same bytes; outside of a repository the oldest that zip knows. */
function sourceDateEpoch(): string {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return '315532800';
  }
}

process.env['SOURCE_DATE_EPOCH'] ??= sourceDateEpoch();
// Zip keeps local times.
process.env['TZ'] = 'UTC';
await createVSIX({
  cwd: root,
  packagePath: path.resolve(process.argv[2] ?? path.join(root, 'dist', 'midfill.vsix')),
  // Everything is bundled.
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: 'repository' in manifest,
  preRelease: channelOf(manifest.version) === 'pre-release',
});
