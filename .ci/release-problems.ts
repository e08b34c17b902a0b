/** What decides whether the tree can be released. */
export interface ReleaseFacts {
  readonly version: string;
  /** Both markets show the README's pictures from there. */
  readonly hasRepository: boolean;
  /** What `git status --porcelain` says. */
  readonly changes: string;
  readonly tags: readonly string[];
  readonly changelog: string;
  readonly missingTokens: readonly string[];
}

/** The markets take plain versions only, so an odd minor number is a pre-release, as VS Code's own extensions have it. */
export function channelOf(version: string): 'release' | 'pre-release' {
  return Number(version.split('.')[1]) % 2 === 1 ? 'pre-release' : 'release';
}

/** Why the tree can't be released as it is, each with what to do; empty where it can. */
export function releaseProblems(facts: ReleaseFacts): readonly string[] {
  const { version, hasRepository, changes, tags, changelog, missingTokens } = facts;
  const problems: string[] = [];
  if (changes !== '') problems.push(`There is work that is not committed. Commit or stash it:\n${changes}`);
  if (!/^\d+\.\d+\.\d+$/.test(version)) problems.push(`The version ${version} is not three numbers.`);
  if (tags.includes(`v${version}`)) problems.push(`v${version} was released before. Raise the version.`);
  const [, newest = '', date = ''] = /^## (\S+)(?: \((.+)\))?$/m.exec(changelog) ?? [];
  if (newest !== version) problems.push(`CHANGELOG.md begins with ${newest || 'nothing'}, not with ${version}.`);
  else if (!/^\d{4}-\d\d-\d\d$/.test(date)) problems.push(`CHANGELOG.md has no date for ${version} yet.`);
  if (!hasRepository) problems.push("package.json names no repository, so the README's pictures would be missing.");
  for (const name of missingTokens) problems.push(`${name} is not set, which publishing needs.`);
  return problems;
}
