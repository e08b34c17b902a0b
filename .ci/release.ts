import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type ReleaseFacts, channelOf, releaseProblems } from './release-problems.ts';

/*
 * `npm run release`: from a clean tree to a tested package with its tag.
 *
 *   npm run release -- --dry-run   looks whether it could be, and changes nothing
 *   npm run release                runs .ci/run on it, then tags it and says how to publish it
 *   npm run release -- --publish   publishes too; VSCE_PAT and OVSX_PAT hold the tokens
 */

const root = path.dirname(import.meta.dirname);
const archive = 'dist/midfill.vsix';
/** Asked for by name when it is needed, since nothing else needs it. */
const openVsx = 'ovsx@1.4.0';

const { values } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false }, publish: { type: 'boolean', default: false } },
});

function git(...words: readonly string[]): string {
  return execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
}

function run(program: string, ...words: readonly string[]): void {
  execFileSync(program, words, { cwd: root, stdio: 'inherit' });
}

function facts(): ReleaseFacts {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly repository?: unknown;
  };
  return {
    version: manifest.version,
    hasRepository: manifest.repository !== undefined,
    changes: git('status', '--porcelain'),
    tags: git('tag', '--list').split('\n'),
    changelog: readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'),
    missingTokens: values.publish ? ['VSCE_PAT', 'OVSX_PAT'].filter((name) => !process.env[name]) : [],
  };
}

function refuseWhere(problems: readonly string[]): void {
  if (problems.length === 0) return;
  console.error(['Not released:', ...problems.map((problem) => `- ${problem}`)].join('\n'));
  process.exit(1);
}

const before = facts();
refuseWhere(releaseProblems(before));
const tag = `v${before.version}`;
const channel = channelOf(before.version);
const publish = [
  ['vsce', 'publish', '--packagePath', archive],
  ['--yes', openVsx, 'publish', archive],
].map((words) => (channel === 'pre-release' ? [...words, '--pre-release'] : words));

if (values['dry-run']) {
  console.log(`${tag} could be released (${channel}), once it has passed .ci/run.`);
} else {
  // Nothing is released by the word of an earlier run.
  run('bash', '.ci/run');
  refuseWhere(releaseProblems(facts()));
  run('git', 'tag', '--annotate', tag, '--message', `Midfill ${before.version}`);
  if (values.publish) {
    for (const words of publish) run('npx', ...words);
  } else {
    console.log(`${archive} is ready and tagged ${tag}. To publish it:`);
    for (const words of [...publish.map((words) => ['npx', ...words]), ['git', 'push', 'origin', tag]]) {
      console.log(`  ${words.join(' ')}`);
    }
  }
}
