import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { withEmbeddedFigures } from '../.ci/embedded-figures.ts';
import { withFigures } from '../.ci/readme-figures.ts';
import { withSettings } from '../.ci/settings-table.ts';
import { verdict, withTargets } from '../.ci/targets.ts';
import manifest from '../package.json' with { type: 'json' };
import strings from '../package.nls.json' with { type: 'json' };
import { newestMinor } from '../src/vscode/refresh-gate.ts';
import { priceOf } from '../src/core/routing/prices.ts';
import { providerIds } from '../src/core/provider-ids.ts';

// What the pages name exists, and what they state as numbers is what the code has.

const root = path.resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'TELEMETRY.md',
  'src/README.md',
  'test/bench/README.md',
];
const text = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const readme = text('README.md');

const settings = new Map<string, { readonly default: unknown }>(
  manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties)),
);
const walkthrough = ['keys', 'model', 'privacy', 'ready'].map((name) => `media/walkthrough/${name}.md`);

function allMatches(pattern: RegExp, of: string): readonly string[] {
  return [...of.matchAll(pattern)].map(([, first = '']) => first);
}

describe.each(pages)('%s', (page) => {
  test('links to files that exist', () => {
    const links = allMatches(/\]\((?!https?:|#)([^)\s#]+)/g, text(page));
    expect(links.filter((link) => !existsSync(path.join(root, path.dirname(page), link)))).toEqual([]);
  });

  test('names scripts that exist', () => {
    const scripts = allMatches(
      /npm (?:run )?(?:-s )?((?:bench|check|fix|midfill|package|release|screenshot|soak|start|test)[:\w]*)/g,
      text(page),
    );
    expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  test('names files and folders that exist', () => {
    const named = allMatches(/`((?:src|test|media|l10n|\.ci)\/[\w./-]+)`/g, text(page));
    const given = named.filter((name) => !/NAME|LANGUAGE/.test(name));
    expect(given.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  test('names commands by their titles', () => {
    const titles = new Set(
      manifest.contributes.commands.map(({ title }) => strings[title.replaceAll('%', '') as keyof typeof strings]),
    );
    const named = allMatches(/`Midfill: ([^`]+)`/g, text(page));
    expect(named.filter((title) => !titles.has(title))).toEqual([]);
  });

  test('names settings that exist', () => {
    const named = allMatches(/`"?(midfill(?:\.\w+)+)"?[`:]/g, text(page));
    expect(named.filter((key) => !settings.has(key) && key !== 'midfill.vsix' && key !== 'midfill.midfill')).toEqual(
      [],
    );
  });
});

describe('the README', () => {
  test('has the settings as the manifest has them; `npm run fix` writes them', () => {
    expect(readme).toBe(withSettings(readme, root));
    expect([...settings.keys()].filter((key) => !readme.includes(`| \`${key}\` |`))).toEqual([]);
  });

  test('lists every provider, and no other', () => {
    const section = readme.slice(readme.indexOf('## Choosing a model'), readme.indexOf('## Privacy'));
    const ids = allMatches(/^\| .+? \| `([a-z-]+)` \|/gm, section);
    expect(ids.toSorted()).toEqual([...providerIds].toSorted());
  });

  test.each([
    ['codestral', 'codestral-latest'],
    ['deepseek', 'deepseek-flash'],
  ] as const)("has the price of %s's %s, and its date, as the budget reckons with it", (provider, model) => {
    const row = readme.split('\n').find((line) => line.includes(`| \`${provider}\` |`)) ?? '';
    const [, input, cachedInput, output, asOf] =
      /\$([\d.]+) in, \$([\d.]+) cached, \$([\d.]+) out a million tokens \(([\d-]+)\)/.exec(row) ?? [];
    expect({ input: Number(input), cachedInput: Number(cachedInput), output: Number(output), asOf }).toMatchObject({
      ...priceIn(provider, model),
    });
  });

  test('has the budget of a day', () => {
    expect(readme).toContain('two dollars a day unless you say otherwise');
    expect(settings.get('midfill.dailyBudget')).toMatchObject({ default: 2 });
  });

  test('names the oldest VS Code that is supported', () => {
    expect(`^${/VS Code \((1\.\d+) or newer\)/.exec(readme)?.[1]}.0`).toBe(manifest.engines.vscode);
  });

  test('names the newest VS Code that is had to ask again', () => {
    expect(readme).toContain(`in VS Code 1.106 to 1.${newestMinor} only`);
  });

  test('and the walkthrough name the keys that are bound', () => {
    for (const page of [readme, text('media/walkthrough/keys.md')]) {
      const plain = page.replaceAll('`', '');
      for (const { key, ...other } of manifest.contributes.keybindings) {
        for (const one of [key, 'mac' in other ? other.mac : key]) {
          expect(plain.toLowerCase()).toContain(one);
        }
      }
    }
  });
});

function priceIn(provider: 'codestral' | 'deepseek', model: string): object {
  const { input, cachedInput, output, asOf } = priceOf(provider, model) as unknown as Record<string, unknown>;
  return { input, cachedInput, output, asOf };
}

describe('the figures are those of the baselines; `npm run fix` writes them', () => {
  test("in the README's table", () => {
    expect(readme).toBe(withFigures(readme, root));
  });

  test('in the table of targets', () => {
    expect(text('test/bench/README.md')).toBe(withTargets(text('test/bench/README.md'), root));
  });

  test("on the embedded engine's page", () => {
    expect(text('test/bench/embedded.md')).toBe(withEmbeddedFigures(text('test/bench/embedded.md'), root));
  });

  test.each([
    [{ value: 5, atMost: 5 }, 'met'],
    [{ value: 5.1, atMost: 5 }, 'missed by 0.1 ms'],
    [{ value: 67.4, atLeast: 68 }, 'missed by 0.6 ms'],
    [{ value: 68, atLeast: 68 }, 'met'],
    [{ value: undefined, atMost: 5 }, 'not measured'],
  ])('and %o is %s', (figure, said) => {
    expect(verdict({ label: '', unit: ' ms', ...figure })).toBe(said);
  });
});

test('the walkthrough has every page that is tested here', () => {
  const used = manifest.contributes.walkthroughs.flatMap(({ steps }) =>
    steps.flatMap(({ media }) => ('markdown' in media ? [media.markdown] : [])),
  );
  expect(used.toSorted()).toEqual(walkthrough.toSorted());
});

test('the changelog begins with the version of the manifest', () => {
  expect(/^## (\S+)/m.exec(text('CHANGELOG.md'))?.[1]).toBe(manifest.version);
});

test('each dependency has its reason', () => {
  const tables = text('CONTRIBUTING.md').slice(text('CONTRIBUTING.md').indexOf('## Dependencies'));
  const named = tables
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => allMatches(/`([^`]+)`/g, line.split('|')[1] ?? ''));
  expect(named.toSorted()).toEqual(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).toSorted());
});
