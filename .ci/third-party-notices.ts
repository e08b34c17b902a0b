import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

async function readPackage(directory: string): Promise<PackageFacts> {
  const facts = JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8')) as Omit<PackageFacts, 'text'>;
  const file = (await readdir(directory)).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name));
  const text = file === undefined ? '' : (await readFile(path.join(directory, file), 'utf8')).trim();
  return { name: facts.name, version: facts.version, license: facts.license, text };
}

/** The directories of the packages that bundled files come from, from their paths. */
export function packageDirectories(inputs: Iterable<string>): string[] {
  const directories = [...inputs].flatMap((input) => {
    const [match] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input) ?? [];
    return match === undefined ? [] : [match];
  });
  return [...new Set(directories)];
}

/** What the licences of bundled packages ask to be passed on: their names and texts. */
export async function thirdPartyNotices(directories: readonly string[]): Promise<string> {
  const packages = await Promise.all(directories.map(readPackage));
  const sections = packages
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}`.trim());
  return ['Midfill contains the following third-party software.', ...sections].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}
