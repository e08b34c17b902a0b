import { expect, test } from 'vitest';
import lock from '../package-lock.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const locked = Object.entries<LockedPackage>(lock.packages).filter(([directory]) => directory !== '');

function nameOf(directory: string): string {
  return directory.replace(/^.*node_modules\//, '');
}

test('scripts run under the Node that the project brings', () => {
  expect(process.versions.node).toMatch(/^24\./);
});

test('every dependency is pinned exactly', () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('the lock file has a checksum for every package', () => {
  expect(locked.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
});

test('the lock file has the packages of every platform', () => {
  const names = new Set(locked.map(([directory]) => nameOf(directory)));
  const wanted = locked.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies));
  expect(wanted.filter((name) => !names.has(name))).toEqual([]);
});

test('every install script is allowed or denied by name', () => {
  const scripted = locked
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([directory]) => nameOf(directory));
  expect(Object.keys(manifest.allowScripts).toSorted()).toEqual(scripted.toSorted());
});
