import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ReleaseFacts, channelOf, releaseProblems } from '../../../.ci/release-problems.ts';

const ready: ReleaseFacts = {
  version: '0.2.0',
  hasRepository: true,
  changes: '',
  tags: ['v0.1.0'],
  changelog: '# Changelog\n\n## 0.2.0 (2026-12-01)\n\n- Better.\n\n## 0.1.0 (2026-11-20)\n',
  missingTokens: [],
};

describe('a release', () => {
  test('can be made of a clean tree with a new version and its dated changes', () => {
    expect(releaseProblems(ready)).toEqual([]);
  });

  test.each<[string, Partial<ReleaseFacts>, RegExp]>([
    ['work that is not committed', { changes: ' M src/extension.ts' }, /not committed.*M src\/extension\.ts/s],
    ['a version that was released', { tags: ['v0.2.0'] }, /released before/],
    ['a version that the markets refuse', { version: '0.2.0-rc.1' }, /three numbers/],
    ['changes that are not dated', { changelog: '## 0.2.0 (unreleased)\n' }, /no date/],
    ['changes of another version', { changelog: '## 0.1.0 (2026-11-20)\n' }, /begins with 0\.1\.0/],
    ['no changes at all', { changelog: '' }, /begins with nothing/],
    ['no repository', { hasRepository: false }, /repository/],
    ['no token to publish with', { missingTokens: ['OVSX_PAT'] }, /OVSX_PAT/],
  ])('is refused for %s', (_what, facts, problem) => {
    expect(releaseProblems({ ...ready, ...facts }).join('\n')).toMatch(problem);
  });

  test.each([
    ['0.1.7', 'pre-release'],
    ['0.2.0', 'release'],
    ['1.0.0', 'release'],
    ['1.13.0', 'pre-release'],
  ])('%s goes to the channel %s', (version, channel) => {
    expect(channelOf(version)).toBe(channel);
  });
});

describe('npm run release -- --dry-run', () => {
  async function repository(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'midfill-release-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(path.join(folder, '.ci'));
    for (const name of ['release.ts', 'release-problems.ts']) {
      await cp(path.resolve(import.meta.dirname, '../../../.ci', name), path.join(folder, '.ci', name));
    }
    await writeFile(path.join(folder, 'package.json'), '{ "version": "0.2.0", "repository": "x", "type": "module" }');
    await writeFile(path.join(folder, 'CHANGELOG.md'), ready.changelog);
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
    git(folder, '-c', 'user.name=x', '-c', 'user.email=x@x', 'commit', '--quiet', '--message', 'Begin');
    return folder;
  }

  function git(folder: string, ...words: readonly string[]): string {
    return spawnSync('git', words, { cwd: folder, encoding: 'utf8' }).stdout;
  }

  function dryRun(folder: string): { readonly status: number | null; readonly output: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['.ci/release.ts', '--dry-run'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  }

  test('says what would be released, and leaves everything as it was', async () => {
    const folder = await repository();
    expect(dryRun(folder)).toEqual({
      status: 0,
      output: expect.stringContaining('v0.2.0 could be released (release)'),
    });
    expect(git(folder, 'tag')).toBe('');
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  test('ends with an error in a dirty tree', async () => {
    const folder = await repository();
    await writeFile(path.join(folder, 'left-over.ts'), '');
    expect(dryRun(folder)).toEqual({ status: 1, output: expect.stringContaining('left-over.ts') });
  });
});
