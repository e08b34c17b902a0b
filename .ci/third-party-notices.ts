import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/** What may be passed on in a package under the MIT licence, with its text. */
export const allowedLicences: readonly string[] = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

async function readPackage(directory: string): Promise<PackageFacts> {
  const facts = JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8')) as Omit<PackageFacts, 'text'>;
  // `LICENSE`, `LICENSE-MIT`, `LICENSE.BSD`, `license.md`; a package may have several, and a notice besides.
  const files = (await readdir(directory)).filter((name) => /^(licen[cs]e|copying|notice)([.-][\w.-]+)?$/i.test(name));
  const texts = await Promise.all(files.toSorted().map((name) => readFile(path.join(directory, name), 'utf8')));
  if (texts.length === 0) throw new Error(`${facts.name} has no licence text to pass on.`);
  if (!allowedLicences.includes(facts.license)) {
    throw new Error(`${facts.name} is under ${facts.license}, which Midfill does not ship.`);
  }
  return {
    name: facts.name,
    version: facts.version,
    license: facts.license,
    text: texts.map((text) => text.trim()).join('\n\n'),
  };
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
