import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/*
 * Gets the code bases that benchmarks measure on, some 170 MB, into one folder: with `apt-get download` and `dpkg` on
 * Debian 12 or its like (run `apt-get update` first), and with `npm pack`. What is there already stays.
 *
 *   npm run bench:corpora [-- --to .cache/corpora]
 *
 * `measured`: the code bases of the published figures, which nothing was fitted on, nor set by.
 * `fitted`: those that the embedded engine's scorer was fitted on; more code for large workspaces, and no more.
 */
const { values } = parseArgs({ options: { to: { type: 'string', default: '.cache/corpora' } } });

interface CodeBase {
  readonly debian?: readonly string[];
  readonly npm?: string;
  /** An archive inside of a package, and what to take from it: everything where nothing is said. */
  readonly archive?: { readonly path: string; readonly members?: readonly string[] };
  /** Folders of the package that hold what tools made of its sources. */
  readonly leaveOut?: readonly string[];
}

const symfony = ['cache', 'console', 'dependency-injection', 'event-dispatcher', 'finder', 'form', 'http-foundation'];
const symfonyToo = ['http-kernel', 'routing', 'security-core', 'serializer', 'translation', 'validator'];

const codeBases: Readonly<Record<string, CodeBase>> = {
  'measured/go-docker': { debian: ['golang-github-docker-docker-dev'] },
  'measured/java-fx': { debian: ['openjfx-source'], archive: { path: 'usr/share/openjfx/lib/src.zip' } },
  'measured/php-symfony': { debian: [...[...symfony, ...symfonyToo].map((name) => `php-symfony-${name}`), 'php-twig'] },
  'measured/python-django': { debian: ['python3-django'] },
  'measured/rust-tokio': { debian: ['librust-tokio-dev'] },
  'measured/ts-effect': { npm: 'effect@4.1.0', leaveOut: ['dist'] },
  'fitted/go': {
    debian: [
      'golang-github-gin-gonic-gin-dev',
      'golang-google-grpc-dev',
      'golang-github-prometheus-client-golang-dev',
      'golang-github-hashicorp-raft-dev',
      'golang-github-spf13-cobra-dev',
      'golang-golang-x-tools-dev',
    ],
  },
  'fitted/java': {
    debian: ['openjdk-17-source'],
    archive: {
      path: 'usr/lib/jvm/openjdk-17/lib/src.zip',
      members: ['util', 'io', 'net', 'time', 'text'].map((name) => `java.base/java/${name}/*`),
    },
  },
  'fitted/python': {
    debian: ['python3-matplotlib', 'python3-scrapy', 'python3-twisted', 'python3-networkx', 'python3-sqlalchemy'],
  },
  'fitted/rust': {
    debian: ['hyper', 'image', 'rayon', 'regex', 'rustls', 'syn'].map((name) => `librust-${name}-dev`),
  },
  'fitted/ts-rxjs': { npm: 'rxjs@7.8.2', leaveOut: ['dist'] },
  'fitted/ts-viem': { npm: 'viem@2.57.20', leaveOut: ['_cjs', '_esm', '_types'] },
  'fitted/ts-zod': { npm: 'zod@4.6.7' },
};

const missing: string[] = [];
for (const [name, codeBase] of Object.entries(codeBases)) {
  const folder = resolve(values.to, name);
  if (existsSync(folder)) continue;
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}.`);
  if (fetchInto(work, codeBase)) {
    renameSync(work, folder);
    console.log(`${name}: there`);
  } else {
    rmSync(work, { recursive: true });
    missing.push(name);
  }
}
if (missing.length > 0) {
  console.error(`Could not be fetched: ${missing.join(', ')}.`);
  process.exitCode = 1;
}

function fetchInto(folder: string, { debian = [], npm, archive, leaveOut = [] }: CodeBase): boolean {
  const run = (command: string, ...parameters: readonly string[]): boolean =>
    spawnSync(command, parameters, { cwd: folder, stdio: 'ignore' }).status === 0;
  // One by one: a package that another release of Debian lacks does not keep the others away.
  const isThere = debian.map((name) => run('apt-get', 'download', '-qq', name)).includes(true);
  if (debian.length > 0 && !isThere) return false;
  if (npm !== undefined && !run('npm', 'pack', '--silent', npm)) return false;
  for (const file of readdirSync(folder)) {
    const isUnpacked = file.endsWith('.deb') ? run('dpkg', '-x', file, '.') : run('tar', '-xzf', file);
    if (!isUnpacked) return false;
    rmSync(join(folder, file));
  }
  for (const name of leaveOut) rmSync(join(folder, 'package', name), { recursive: true, force: true });
  if (archive === undefined) return true;
  const isUnpacked = run('unzip', '-qo', archive.path, ...(archive.members ?? []), '-d', 'unpacked');
  rmSync(join(folder, archive.path));
  return isUnpacked;
}
