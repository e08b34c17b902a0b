import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { lintSource } from '@secretlint/core';
import { creator as secretRules } from '@secretlint/secretlint-rule-preset-recommend';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { allowedLicences, packageDirectories } from '../.ci/third-party-notices.ts';
import { createGrammars } from '../src/node/grammars.ts';
import { type ZipEntry, readZip } from './support/zip.ts';

const root = path.resolve(import.meta.dirname, '..');
const vsix = path.join(root, 'dist', 'midfill.vsix');

const bundles = [
  'extension.cjs',
  'interactive-worker.cjs',
  'background-worker.cjs',
  'http.cjs',
  'transport.cjs',
  'mistral-sdk.cjs',
  'secret-rules.cjs',
  'commands.cjs',
  'setting-schemas.cjs',
  'services.cjs',
  'licences.cjs',
  'explain-place.cjs',
  'status-view.cjs',
  'ignore-patterns.cjs',
  'events.cjs',
  'cli.mjs',
];
const walkthrough = ['first-suggestion.svg', 'keys.md', 'model.md', 'privacy.md', 'ready.md'];
const grammars = ['', '-go', '-java', '-javascript', '-python', '-rust', '-tsx', '-typescript'];

const expected = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/l10n/bundle.l10n.json',
  'extension/media/icon.png',
  ...walkthrough.map((name) => `extension/media/walkthrough/${name}`),
  'extension/dist/THIRD-PARTY-NOTICES.txt',
  ...grammars.map((name) => `extension/dist/grammars/tree-sitter${name}.wasm`),
  'extension/dist/grammars/tree-sitter.cjs',
  ...bundles.map((name) => `extension/dist/${name}`),
];

let entries: readonly ZipEntry[] = [];

beforeAll(async () => {
  entries = readZip(await readFile(vsix));
});

function textOf(entry: ZipEntry): string {
  return entry.read().toString('utf8');
}

describe('the package', () => {
  test('holds exactly what is meant to be in it', () => {
    expect(entries.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
  });

  test('stays under 1.5 MB without the grammars', () => {
    const others = entries.filter(({ name }) => !name.endsWith('.wasm'));
    expect(others.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0)).toBeLessThan(1.5 * 1024 * 1024);
  });

  test('holds no source map and nothing of the machine that built it', () => {
    const telling = entries.filter(
      (entry) => /sourceMappingURL=|sourcesContent/.test(textOf(entry)) || textOf(entry).includes(root),
    );
    expect(telling.map(({ name }) => name)).toEqual([]);
  });

  test('holds no secret', async () => {
    for (const entry of entries.filter(({ name }) => !/\.(wasm|png)$/.test(name))) {
      const { messages } = await lintSource({
        source: { filePath: entry.name, content: textOf(entry), contentType: 'text', ext: path.extname(entry.name) },
        options: { config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: secretRules }] } },
      });
      expect(
        messages.map(({ message }) => message),
        entry.name,
      ).toEqual([]);
    }
  });

  test('loads little when it is activated', async () => {
    // Compiling takes some 5 ms a 100 kB; the rest of the start is a multiple of that.
    const source = entries.find(({ name }) => name === 'extension/dist/extension.cjs')?.read() ?? Buffer.alloc(0);
    expect(source.length).toBeGreaterThan(100_000);
    expect(source.length).toBeLessThan(185_000);
    // Each time it was copied, five hundred names at a time, this took a millisecond.
    expect(source.toString('utf8').match(/require\("vscode"\)/g)).toHaveLength(1);
    const { outputs } = JSON.parse(await readFile(path.join(root, 'dist', 'extension.meta.json'), 'utf8')) as {
      outputs: Readonly<Record<string, { inputs: Readonly<Record<string, { bytesInOutput: number }>> }>>;
    };
    const inputs = Object.entries(outputs['dist/extension.cjs']?.inputs ?? {});
    const held = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input);
    const packages = packageDirectories(held).map((directory) => directory.replace('node_modules/', ''));
    expect(packages.toSorted()).toEqual([]);
    const heavy =
      /\/(workers|syntax)\/|dashboard\/page\.ts|providers\/(fim-|probe|services|[^/]*-stream|ollama)|licences\.ts|telemetry\/events/;
    expect(held.filter((input) => heavy.test(input))).toEqual([]);
  });

  test('parses with the grammars that are in it', async () => {
    const parser = await createGrammars(path.join(root, 'dist', 'grammars')).load('python');
    expect(parser?.parse('value = 1\n', null)?.rootNode.type).toBe('module');
  });

  test('asks for no proposed API', () => {
    const manifest = entries.find(({ name }) => name === 'extension/package.json');
    expect(manifest && textOf(manifest)).not.toContain('enabledApiProposals');
  });

  test('passes on the licence of everything that is bundled, all of them free ones', async () => {
    const notices = entries.find(({ name }) => name.endsWith('THIRD-PARTY-NOTICES.txt'));
    const sections = (notices === undefined ? '' : textOf(notices)).split(`\n${'-'.repeat(80)}\n`).slice(1);
    const dist = path.join(root, 'dist');
    const reports = (await readdir(dist)).filter((name) => name.endsWith('.meta.json'));
    const inputs = await Promise.all(
      reports.map(async (name) => {
        const { inputs } = JSON.parse(await readFile(path.join(dist, name), 'utf8')) as { inputs: object };
        return Object.keys(inputs);
      }),
    );
    const packages = packageDirectories([...inputs.flat(), 'node_modules/@vscode/tree-sitter-wasm/wasm']);
    expect(packages.length).toBeGreaterThan(8);
    for (const directory of packages) {
      const { name, version, license } = JSON.parse(
        await readFile(path.join(root, directory, 'package.json'), 'utf8'),
      ) as Readonly<Record<'name' | 'version' | 'license', string>>;
      expect(allowedLicences, name).toContain(license);
      const section = sections.find((text) => text.trim().startsWith(`${name} ${version} (${license})`)) ?? '';
      // The shortest of these licences has some 700 characters, and names its holder.
      expect(section.length, name).toBeGreaterThan(700);
      expect(section, name).toMatch(/copyright/i);
    }
  });

  test('has the same bytes when made again elsewhere', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'midfill-package-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const again = path.join(directory, 'again.vsix');
    await promisify(execFile)(process.execPath, [path.join(root, '.ci', 'package-extension.ts'), again], {
      cwd: directory,
      env: { ...process.env, TZ: 'Asia/Tokyo' },
    });
    expect((await readFile(again)).equals(await readFile(vsix))).toBe(true);
  }, 60_000);
});
